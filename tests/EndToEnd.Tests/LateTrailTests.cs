using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>What CloudTrail tells too late for the first verdict turns it in a follow-up pass.</summary>
public sealed class LateTrailTests
{
    [Fact]
    public async Task A_change_that_arrives_late_turns_the_verdict()
    {
        await using var customer = await Customer.StartAsync(
            new Dictionary<string, string?>
            {
                ["Investigations:SecondPassSeconds"] = "15", ["Investigations:ThirdPassSeconds"] = "30",
            },
            scenario: "security-group-late");
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();

        var first = await customer.VerdictAsync();
        customer.Cloud.CompleteTrail();
        var turned = first;
        await customer.UntilAsync(async () =>
        {
            turned = await customer.Api.ExportAsync(first.Case.IncidentId);
            return turned.Verdict.Causes is [{ ChangeId: not null }, ..];
        }, "a verdict that names the change");

        first.Verdict.Causes[0].Category.ShouldBe(CauseCategory.DependencyFailure);
        first.Verdict.Causes[0].Explanation.ShouldContain("cloudtrail in us-east-1 (cloudtrail:LookupEvents): too early, its facts arrive late");
        first.Verdict.Causes[0].Explanation.ShouldNotContain("nothing of yours changed");
        var (truth, cause) = (customer.Cloud.Facts.Truth, turned.Verdict.Causes[0]);
        turned.Case.InvestigationId.ShouldBe(first.Case.InvestigationId);
        turned.Verdict.Revision.ShouldBeGreaterThan(first.Verdict.Revision);
        cause.Resource.Id.ShouldBe(truth.Resource);
        cause.Category.ShouldBe(CauseCategory.BadConfiguration);
        cause.Summary.ShouldStartWith("egress.securityGroupRules tcp 5432 sg-0a1b2c3d4e5f61002 → unset on sg-0a1b2c3d4e5f61001");
        turned.Case.Changes.Single(change => change.EvidenceId == cause.ChangeId).Actor.ShouldNotBeNull().ShouldStartWith("NetworkAdmin (person-");
        var exported = JsonSerializer.Serialize(turned, ContractJson.Options);
        customer.Cloud.Facts.Canaries.ShouldAllBe(canary => !exported.Contains(canary));
        await customer.UntilAsync(
            async () => IsWhatTheCloudRecorded(await customer.Api.ExportAsync(first.Case.IncidentId), customer),
            "the calls that are shown are those that the cloud recorded under the session's name");
        (await customer.Api.ExportAsync(first.Case.IncidentId)).Access![0].Used["cloudtrail:LookupEvents"].ShouldBeInRange(2, 3, "one call a pass");
    }

    /// <summary>The customer's own view: sessions by their name, call by call.</summary>
    private static bool IsWhatTheCloudRecorded(CaseExport export, Customer customer)
    {
        var proof = export.Access.ShouldNotBeNull().ShouldHaveSingleItem();
        proof.SessionName.ShouldBe($"causeflow-{export.Case.InvestigationId}");
        proof.Queries[0].Text.ShouldContain($"AttributeValue={proof.SessionName}");
        proof.Used.Keys.ShouldBeSubsetOf(proof.Granted);
        proof.Granted.Count.ShouldBeGreaterThan(proof.Used.Count, "not every source has something to read");
        var recorded = customer.Cloud.Calls.Where(call => call.SessionName == proof.SessionName && call.Service != "sts")
            .GroupBy(call => $"{call.Service}:{call.Operation}").ToDictionary(calls => calls.Key, calls => calls.Count());
        return recorded.Count == proof.Used.Count && recorded.All(call => proof.Used.GetValueOrDefault(call.Key) == call.Value);
    }
}
