using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class ActivityTests
{
    private const string Group = "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/shop/providers/";

    [Theory]
    [InlineData("Microsoft.Web/sites/slots/slotsswap/action", ChangeKind.Deployment)]
    [InlineData("Microsoft.Web/sites/deployments/write", ChangeKind.Deployment)]
    [InlineData("Microsoft.Web/sites/sourcecontrols/write", ChangeKind.Deployment)]
    [InlineData("Microsoft.Web/sites/config/write", ChangeKind.Configuration)]
    [InlineData("Microsoft.Resources/deployments/write", ChangeKind.Configuration)]
    [InlineData("Microsoft.Network/networkSecurityGroups/securityRules/write", ChangeKind.Configuration)]
    [InlineData("Microsoft.Authorization/roleAssignments/delete", ChangeKind.Identity)]
    [InlineData("Microsoft.Storage/storageAccounts/regenerateKey/action", ChangeKind.Identity)]
    [InlineData("Microsoft.Compute/virtualMachines/deallocate/action", ChangeKind.Lifecycle)]
    [InlineData("Microsoft.Compute/virtualMachines/delete", ChangeKind.Lifecycle)]
    [InlineData("Microsoft.Compute/virtualMachines/redeploy/action", ChangeKind.Maintenance)]
    [InlineData("Microsoft.ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action", ChangeKind.Maintenance)]
    [InlineData("Microsoft.Insights/autoscaleSettings/write", ChangeKind.Scaling)]
    public void An_operation_has_a_kind(string operation, ChangeKind kind) => ActivityKinds.Of(Event(operation)).ShouldBe(kind);

    [Theory]
    [InlineData("Microsoft.Web/sites/read", "Administrative")]
    [InlineData("Microsoft.Web/sites/config/list/action", "Administrative")]
    [InlineData("Microsoft.Storage/storageAccounts/listKeys/action", "Administrative")]
    [InlineData("Microsoft.Resources/deployments/validate/action", "Administrative")]
    [InlineData("Microsoft.Web/sites/write", "Policy")]
    [InlineData("Microsoft.Insights/AlertRules/Activated/action", "Alert")]
    public void What_only_looks_or_only_reports_is_no_change(string operation, string category) =>
        ActivityKinds.Of(Event(operation) with { Category = category }).ShouldBeNull();

    [Fact]
    public void Events_of_one_correlation_are_one_change_with_the_first_time_and_the_worst_status()
    {
        var start = new DateTimeOffset(2026, 11, 20, 11, 50, 0, TimeSpan.Zero);
        var one = Event("Microsoft.Web/sites/config/write") with { Time = start, Status = "Started" };

        var folded = FoldedActivity.Of([one with { Time = start.AddSeconds(20), Status = "Succeeded" }, one with { Time = start.AddSeconds(9), Status = "Failed", Error = "Conflict" }, one])
            .ShouldHaveSingleItem();

        (folded.First.Time, folded.Status, folded.Error).ShouldBe((start, "Failed", "Conflict"));
    }

    [Theory]
    [InlineData("Microsoft.Compute/virtualMachines/deallocate/action", "Failed")]
    [InlineData("Microsoft.Compute/virtualMachines/deallocate/action", "Canceled")]
    [InlineData("Microsoft.Web/sites/deployments/write", "failed")]
    [InlineData("Microsoft.Web/sites/slots/slotsswap/action", "Failed")]
    public void What_failed_or_was_cancelled_has_changed_nothing(string operation, string status)
    {
        var started = Event(operation) with { Status = "Started" };

        ActivityDifferences.Of(FoldedActivity.Of([started])[0], null).ShouldNotBeEmpty();
        ActivityDifferences.Of(FoldedActivity.Of([started, started with { Time = started.Time.AddSeconds(9), Status = status }])[0], null)
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_upgrade_of_a_pool_has_changed_nothing()
    {
        using var pool = JsonDocument.Parse("""{"orchestratorVersion":"1.31","currentOrchestratorVersion":"1.30"}""");
        var upgrade = Event("Microsoft.ContainerService/managedClusters/agentPools/write", "Microsoft.ContainerService/managedClusters/aks/agentPools/workers");

        ActivityDifferences.Of(FoldedActivity.Of([upgrade])[0], pool.RootElement).ShouldNotBeEmpty();
        ActivityDifferences.Of(FoldedActivity.Of([upgrade with { Status = "Failed" }])[0], pool.RootElement).ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_correlation_id_two_changes_stay_two()
    {
        var one = Event("Microsoft.Web/sites/config/write") with { CorrelationId = "" };

        FoldedActivity.Of([one, one with { Time = one.Time.AddMinutes(5) }]).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("Microsoft.Web/sites/shop/config/appsettings", "Microsoft.Web/sites/config/write", "shop")]
    [InlineData("Microsoft.Web/sites/shop/slots/staging", "Microsoft.Web/sites/slots/slotsswap/action", "shop")]
    [InlineData("Microsoft.Web/sites/shop/slots/staging", "Microsoft.Web/sites/slots/write", "staging")]
    [InlineData("Microsoft.ContainerService/managedClusters/aks/agentPools/workers", "Microsoft.ContainerService/managedClusters/agentPools/write", "workers")]
    public void What_was_changed_is_the_owner_of_a_setting(string resource, string operation, string subject) =>
        FoldedActivity.Of([Event(operation, resource)])[0].Subject.Name.ShouldBe(subject);

    [Theory]
    [InlineData("/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/shop", "shop", "shop")]
    [InlineData("/subscriptions/11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-555555555555", null)]
    public void An_event_of_a_group_or_a_subscription_is_one(string scope, string name, string? group)
    {
        var activity = ActivityEvent.Of(JsonDocument.Parse($$"""
            {"resourceId":"{{scope}}","operationName":{"value":"Microsoft.Resources/subscriptions/resourceGroups/delete"},
            "eventTimestamp":"2026-11-20T11:50:00Z","status":{"value":"Succeeded"},"category":{"value":"Administrative"} }
            """).RootElement).ShouldNotBeNull();

        (activity.Resource.Name, activity.Resource.Group, activity.Resource.IsScope).ShouldBe((name, group, true));
        FoldedActivity.Of([activity])[0].Subject.ShouldBe(activity.Resource);
        ActivityKinds.Of(activity).ShouldBe(ChangeKind.Lifecycle);
    }

    [Fact]
    public async Task What_happened_to_the_group_is_shown_at_the_incidents_resource_and_what_cannot_be_read_is_counted()
    {
        const string Sub = "/subscriptions/11111111-2222-4333-8444-555555555555";
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment", scenario => scenario with
        {
            Azure = scenario.Azure! with
            {
                ActivityLog = [.. scenario.Azure.ActivityLog, EventOf($"{Sub}/resourceGroups/shop-prod"), EventOf($"{Sub}/resourceGroups/shop-prod/half")],
            },
        });
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings);

        var change = findings.Of(f => f.Changes).Where(change => change.Summary.Contains("Microsoft.Resources", StringComparison.Ordinal)).ShouldHaveSingleItem();
        change.Summary.ShouldContain("shop-prod");
        change.Resource.Name.ShouldBe("shop-web");
        findings.Of(f => f.Coverage).ShouldContain(row => row.Source == "activity_log" && row.Outcome == CoverageOutcome.Partial
            && row.Detail!.StartsWith("1 events", StringComparison.Ordinal));
    }

    private static JsonObject EventOf(string resourceId) => new()
    {
        ["resourceId"] = resourceId, ["resourceGroupName"] = "shop-prod", ["correlationId"] = "c9", ["eventTimestamp"] = "{at:-7}",
        ["operationName"] = new JsonObject { ["value"] = "Microsoft.Resources/subscriptions/resourceGroups/write" },
        ["status"] = new JsonObject { ["value"] = "Succeeded" }, ["category"] = new JsonObject { ["value"] = "Administrative" },
    };

    [Fact]
    public void An_event_without_what_makes_one_is_passed_over()
    {
        foreach (var json in new[] { "{}", """{"resourceId":null,"operationName":"x"}""", """{"resourceId":"/x","operationName":{"value":"a"},"eventTimestamp":"2026-01-01"}""" })
        {
            ActivityEvent.Of(JsonDocument.Parse(json).RootElement).ShouldBeNull();
        }
    }

    private static ActivityEvent Event(string operation, string resource = "Microsoft.Web/sites/shop") => ActivityEvent.Of(
        JsonDocument.Parse($$"""
            {"resourceId":"{{Group}}{{resource}}","operationName":{"value":"{{operation}}"},"eventTimestamp":"2026-11-20T11:50:00.1234567Z",
            "correlationId":"c1","status":{"value":"Succeeded"},"category":{"value":"Administrative"} }
            """).RootElement).ShouldNotBeNull();
}
