using System.Text.Json;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>One whole run against AWS's wire protocols on loopback, where signatures, protocols and times are checked.</summary>
public sealed class SimulatedIncident : IAsyncLifetime
{
    private readonly SimulatedAccount _account = new();

    internal CollectedFindings Findings { get; } = new();

    internal CollectionEnd End { get; private set; } = null!;

    public CloudSimulation.CloudSimulator Simulator => _account.Simulator;

    public RedeemedCredentials Credentials { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _account.InitializeAsync();
        Credentials = await _account.AssumeRoleAsync("ObservabilityReadOnly");
        End = await _account.RunAsync(Findings, Credentials);
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();
}

public sealed class SimulatedIncidentTests(SimulatedIncident incident) : IClassFixture<SimulatedIncident>
{
    private readonly CollectedFindings _findings = incident.Findings;

    [Fact]
    public void A_memory_cut_is_collected_with_its_decoys()
    {
        incident.End.Completed.ShouldNotBeNull().Sources
            .Where(source => source.Outcome != CoverageOutcome.NotApplicable && source.Source != "cloudtrail")
            .ShouldAllBe(source => source.Outcome == CoverageOutcome.Complete);
        incident.End.Completed!.Sources.Where(source => source.Outcome == CoverageOutcome.Complete).Select(s => s.Source)
            .ShouldBe(["alarm", "resolve", "metrics", "alarm_history", "logs", "lambda"]);
        _findings.Of(f => f.Alarms).ShouldHaveSingleItem().Name.ShouldBe("checkout-handler-errors");
        _findings.Of(f => f.Relations).Select(r => r.Type).ShouldBe(
            [RelationType.LogsTo, RelationType.MeasuredBy, RelationType.RunsOn], ignoreOrder: true);
        var changes = _findings.Of(f => f.Changes);
        changes.Select(c => c.Kind).ShouldBe([ChangeKind.Deployment, ChangeKind.Configuration]);
        changes[1].Differences.ShouldHaveSingleItem().ShouldBe(
            new Difference { Field = "MemorySize", Before = "1024", After = "128" });
        _findings.Of(f => f.States).ShouldHaveSingleItem().Attributes["MemorySize"].ShouldBe("128");
    }

    [Fact]
    public void Resolving_is_published_before_anything_else()
    {
        var sources = _findings.All.Select(f => f.Source).ToList();

        sources[..2].ShouldBe(["alarm", "resolve"]);
        incident.Findings.MessageIds.ShouldBeUnique();
    }

    [Fact]
    public void Metrics_cover_incident_and_every_baseline_without_gaps()
    {
        var series = _findings.Of(f => f.Metrics);
        series.Count(s => s.Role == MetricRole.Alarm).ShouldBe(1);
        series.Select(s => $"{s.Name} {s.Statistic}").ShouldBeUnique();
        var alarm = series.Single(s => s.Role == MetricRole.Alarm);
        alarm.Points.Zip(alarm.Points.Skip(1)).ShouldAllBe(pair => pair.First.Time < pair.Second.Time);
        alarm.Points.Count.ShouldBeInRange(60 + 60 + 60 + 15, 60 + 60 + 60 + 21);
        alarm.Points.Max(p => p.Value).ShouldNotBeNull().ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Logs_show_the_new_time_out_and_the_old_error_apart()
    {
        var patterns = _findings.Of(f => f.Logs);
        var timeout = patterns.Single(p => p.Template.Contains("Task timed out after", StringComparison.Ordinal));
        timeout.BaselineCountsPerMinute.Sum().ShouldBe(0);
        timeout.IncidentCountsPerMinute.Sum().ShouldBeGreaterThan(50);
        timeout.Severity.ShouldBe(LogSeverity.Error);
        var decoy = patterns.Single(p => p.Template.Contains("RecommendationClient", StringComparison.Ordinal));
        decoy.BaselineCountsPerMinute.Sum().ShouldBeGreaterThan(2_000);
        decoy.Severity.ShouldBe(LogSeverity.Error);
        patterns.Count.ShouldBeLessThan(40);
        _findings.Of(f => f.Coverage).Single(c => c.Source == "logs").LinesSkipped.ShouldBe(0);
    }

    [Fact]
    public void Nothing_secret_leaves_the_collector()
    {
        var wire = JsonSerializer.Serialize(_findings.All, ContractJson.Options);
        incident.Simulator.Scenario.Canaries.ShouldNotBeEmpty();
        foreach (var canary in incident.Simulator.Scenario.Canaries.Append(incident.Credentials.SecretAccessKey!))
        {
            wire.ShouldNotContain(canary);
        }

        wire.ShouldContain("PAYMENT_API_KEY", customMessage: "names of environment variables are evidence");
    }

    [Fact]
    public void Only_what_the_plans_name_is_called()
    {
        var planned = Collection.Plans.AwsPlans.All.SelectMany(p => p.Calls).Select(c => c.Permission).ToHashSet();

        incident.Simulator.Calls.Where(c => c.Service != "sts").Select(c => $"{c.Service}:{c.Operation}").Distinct()
            .ShouldAllBe(call => planned.Contains(call));
    }
}
