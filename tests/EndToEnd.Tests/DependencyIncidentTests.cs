using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>A partner that stops answering, seen by a metric filter's alarm, through every service.</summary>
public sealed class DependencyIncidentTests
{
    [Fact]
    public async Task A_failing_dependency_is_the_first_cause_and_nothing_changed_is_said()
    {
        await using var customer = await Customer.StartAsync(scenario: "dependency-errors");
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();

        var export = await customer.VerdictAsync();

        var truth = customer.Cloud.Facts.Truth;
        var first = export.Verdict.Causes[0];
        first.Resource.Id.ShouldBe(truth.Resource);
        JsonSerializer.Serialize(first.Category, ContractJson.Options).Trim('"').ShouldBe(truth.Category);
        first.ChangeId.ShouldBeNull();
        first.Summary.ShouldContain("payments.partner.example");
        first.Explanation.ShouldContain("nothing of yours changed in the 4 h before the onset (read completely: lambda)");
        export.Verdict.Causes.ShouldAllBe(cause => cause.ChangeId == null && cause.Category == CauseCategory.DependencyFailure);
        export.Verdict.RuledOut.Count.ShouldBe(2, "the loud old error and the deployment three days before");
        var exported = JsonSerializer.Serialize(export, ContractJson.Options);
        customer.Cloud.Facts.Canaries.ShouldAllBe(canary => !exported.Contains(canary));
    }
}
