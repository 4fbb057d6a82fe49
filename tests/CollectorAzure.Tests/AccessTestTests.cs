using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Probes;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class AccessTestTests
{
    private const string TooMuch = "0b5b5b1e-6f0e-4a58-9b44-3c1f3ad0a002";
    private const string TooLittle = "0b5b5b1e-6f0e-4a58-9b44-3c1f3ad0a003";

    [Fact]
    public void Every_planned_permission_has_a_probe_and_every_probe_a_plan() => PlannedProbes.All.Keys.Append(PlannedProbes.LogsPermission)
        .ShouldBe(AzurePlans.All.SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct(), ignoreOrder: true);

    [Fact]
    public async Task A_reader_has_all_that_is_planned_and_nothing_more()
    {
        var report = await TestAsync(null);

        report.Reason.ShouldBeNull();
        report.Permissions.ShouldAllBe(result => result.Outcome == PermissionOutcome.Held, string.Join('\n', report.Permissions));
        report.Permissions.Select(result => result.Permission).ShouldBe(
            AzurePlans.All.SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct(), ignoreOrder: true);
    }

    [Fact]
    public async Task Everything_that_is_missing_is_reported_at_once()
    {
        var report = await TestAsync(TooLittle);

        var missing = report.Permissions.Where(result => result.Outcome == PermissionOutcome.Missing).ToList();
        missing.Select(result => result.Permission).ShouldBe(
            ["Microsoft.Insights/eventtypes/values/read", "Microsoft.OperationalInsights/workspaces/query/read"], ignoreOrder: true);
        missing.ShouldAllBe(result => result.Mandatory && result.Remedy!.StartsWith("az role assignment create", StringComparison.Ordinal));
        missing.ShouldContain(result => result.Remedy!.Contains("Log Analytics Reader", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_too_much_is_told_by_Azures_own_list_and_nothing_is_tried()
    {
        var report = await TestAsync(TooMuch);

        var excess = report.Permissions.Where(result => result.Outcome == PermissionOutcome.Excess).Select(result => result.Permission).ToList();
        excess.ShouldContain("Microsoft.Web/sites/config/list/action");
        excess.ShouldContain("Microsoft.Compute/virtualMachines/runCommand/action");
        excess.ShouldNotContain("Microsoft.Authorization/roleAssignments/write", "the role's notActions take it away");
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("*/read", false)]
    [InlineData("Microsoft.Web/*", true)]
    [InlineData("microsoft.web/SITES/restart/Action", true)]
    [InlineData("Microsoft.Web/sites/*/action", true)]
    [InlineData("Microsoft.Web/sites/restart", false)]
    [InlineData("Microsoft.Web/sites/restart/action/more", false)]
    [InlineData("", false)]
    public void A_star_stands_for_any_run(string pattern, bool matches) =>
        ExcessActions.Matches(pattern, "Microsoft.Web/sites/restart/action").ShouldBe(matches);

    private static async Task<AccessTested> TestAsync(string? clientId)
    {
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment");
        using var bench = subscription.Bench(clientId: clientId);
        var grant = subscription.Grant() with { Purpose = LeasePurpose.ConnectionTest, InvestigationId = null, Window = null };
        return (await bench.Test.RunAsync(grant, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
