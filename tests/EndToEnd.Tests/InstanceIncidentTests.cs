using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>A failing host under one of several instances, through every service, over the clouds' wire protocols.</summary>
public sealed class InstanceIncidentTests
{
    [Fact]
    public async Task A_failing_host_is_the_first_cause_and_its_decoys_are_not()
    {
        await using var customer = await Customer.StartAsync(scenario: "ec2-status-check");
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();

        var export = await customer.VerdictAsync();

        var truth = customer.Cloud.Facts.Truth;
        var first = export.Verdict.Causes[0];
        first.Resource.Id.ShouldBe(truth.Resource);
        JsonSerializer.Serialize(first.Category, ContractJson.Options).Trim('"').ShouldBe(truth.Category);
        export.Verdict.Causes.ShouldAllBe(cause => cause.Resource.Id == truth.Resource);
        export.Verdict.RuledOut.Count.ShouldBe(3, "the loud old error, the new instance, and the reboot to come");
        export.Case.Coverage.ShouldAllBe(row => row.Outcome == CoverageOutcome.Complete || row.Outcome == CoverageOutcome.NotApplicable);
        var exported = JsonSerializer.Serialize(export, ContractJson.Options);
        customer.Cloud.Facts.Canaries.ShouldNotBeEmpty();
        customer.Cloud.Facts.Canaries.ShouldAllBe(canary => !exported.Contains(canary));
    }
}
