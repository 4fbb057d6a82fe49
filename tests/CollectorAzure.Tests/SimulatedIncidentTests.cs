using System.Text.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>Whole runs against Azure's wire protocols on loopback, where tokens, roles and api versions are checked.</summary>
public sealed class SimulatedIncidentTests
{
    [Theory]
    [InlineData("app-service-deployment")]
    [InlineData("aks-upgrade")]
    public async Task An_incident_is_collected_and_its_true_cause_comes_first(string scenario)
    {
        await using var subscription = await SimulatedSubscription.StartAsync(scenario);
        var findings = new CollectedFindings();

        var end = await subscription.RunAsync(findings);

        var truth = subscription.Simulator.Scenario.Truth;
        var rows = string.Join('\n', findings.Of(f => f.Coverage).Select(row => $"{row.Source} {row.Api} {row.Outcome} {row.Detail}"));
        end.Completed.ShouldNotBeNull(rows).Sources.Where(source => source.Outcome is not (CoverageOutcome.NotApplicable or CoverageOutcome.TooEarly))
            .ShouldAllBe(source => source.Outcome == CoverageOutcome.Complete, rows);
        var verdict = Diagnosis.Diagnosis.Diagnose(Cases.Of(findings, subscription.Grant()));
        var said = string.Join('\n', verdict.Causes.Select(cause => $"{cause.Rank} {cause.Resource.Id} {cause.Category} {cause.Confidence:0.00} {cause.Summary}"))
            + "\n" + verdict.Summary + "\n" + string.Join('\n', verdict.RuledOut.Select(x => $"out: {x.Summary}: {x.Reason}"));
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        verdict.Outcome.ShouldBe(VerdictOutcome.Cause, said);
        verdict.Causes[0].Resource.Id.ShouldBe(truth.Resource, said);
        JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.Causes[0].Category.ToString()).ShouldBe(truth.Category, said);
        verdict.Causes[0].Confidence.ShouldBeGreaterThan(0.7, said);
    }

    [Theory]
    [InlineData("app-service-deployment")]
    [InlineData("aks-upgrade")]
    public async Task No_secret_of_the_subscription_leaves_the_collector_and_only_what_is_planned_is_called(string scenario)
    {
        await using var subscription = await SimulatedSubscription.StartAsync(scenario);
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings);

        var wire = JsonSerializer.Serialize(findings.All, ContractJson.Options);
        wire.Length.ShouldBeGreaterThan(10_000);
        subscription.Simulator.Scenario.Canaries.ShouldNotBeEmpty();
        foreach (var canary in subscription.Simulator.Scenario.Canaries.Append("sim-azure-").Append("198.51.100.7"))
        {
            wire.ShouldNotContain(canary);
        }

        var planned = AzurePlans.All.SelectMany(plan => plan.Calls).Select(call => call.Permission)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        subscription.Simulator.Calls.ShouldNotBeEmpty();
        subscription.Simulator.Calls.Select(call => call.Operation).Distinct().ShouldAllBe(operation => planned.Contains(operation));
    }
}
