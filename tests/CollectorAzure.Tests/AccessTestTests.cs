using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Probes;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

public sealed class AccessTestTests
{
    private const string Sub = "/subscriptions/11111111-2222-4333-8444-555555555555";
    private const string Workspace = "--scope '<resource id of the workspace>'";
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
        missing.ShouldContain(result => result.Remedy!.Contains("Log Analytics Reader", StringComparison.Ordinal)
            && result.Remedy.Contains($"--assignee {AzureBench.Principal} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("shop-prod")]
    public async Task Without_any_role_every_remedy_names_what_a_role_can_be_given_at(string? group)
    {
        var report = await TestAsync(TooLittle, [], group);

        var missing = report.Permissions.Where(result => result.Outcome == PermissionOutcome.Missing).ToList();
        missing.Count.ShouldBeGreaterThan(8);
        missing.ShouldAllBe(result => !result.Remedy!.Contains("causeflow-probe", StringComparison.Ordinal));
        missing.Select(result => result.Remedy![result.Remedy!.IndexOf("--scope", StringComparison.Ordinal)..]).Distinct().ShouldBe(
            group is null ? [$"--scope '{Sub}'", Workspace] : [$"--scope '{Sub}'", $"--scope '{Sub}/resourceGroups/{group}'", Workspace],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("Microsoft.OperationalInsights/workspaces/query/*/read", PermissionOutcome.Held)]
    [InlineData("Microsoft.OperationalInsights/workspaces/read", PermissionOutcome.Missing)]
    public async Task A_workspace_whose_tables_may_not_be_read_is_missing(string action, PermissionOutcome outcome)
    {
        var report = await TestAsync(
            TooLittle, [new ScenarioAzureRole { Scope = Sub, Actions = ["Microsoft.OperationalInsights/workspaces/query/read", action] }]);

        report.Permissions.ShouldContain(result => result.Permission == PlannedProbes.LogsPermission && result.Outcome == outcome);
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
    [InlineData("Microsoft.KeyVault/vaults/secrets/*", "Microsoft.KeyVault/vaults/secrets/getSecret/action")]
    [InlineData("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read")]
    [InlineData("Microsoft.ContainerService/managedClusters/*", "Microsoft.ContainerService/managedClusters/secrets/read")]
    public async Task Reading_what_customers_keep_is_too_much(string dataAction, string excess)
    {
        var report = await TestAsync(TooMuch, [Reader(Sub), new ScenarioAzureRole { Scope = Sub, Actions = [], DataActions = [dataAction] }]);

        report.Permissions.ShouldContain(result => result.Outcome == PermissionOutcome.Excess && result.Permission == excess);
        (await TestAsync(TooMuch, [Reader(Sub), new ScenarioAzureRole
        {
            Scope = Sub, Actions = [], DataActions = [dataAction], NotDataActions = ["*"],
        }])).Permissions.ShouldAllBe(result => result.Outcome == PermissionOutcome.Held);
    }

    [Fact]
    public async Task What_is_too_much_at_a_group_alone_is_seen_where_the_integration_is_narrowed_to_it()
    {
        IReadOnlyList<ScenarioAzureRole> roles =
            [Reader(Sub), new ScenarioAzureRole { Scope = Sub + "/resourceGroups/shop-prod", Actions = ["Microsoft.Web/*"] }];

        (await TestAsync(TooMuch, roles)).Permissions.ShouldAllBe(result => result.Outcome == PermissionOutcome.Held);
        var found = (await TestAsync(TooMuch, roles, "shop-prod")).Permissions.Where(result => result.Outcome == PermissionOutcome.Excess).ToList();
        found.Select(result => result.Permission).ShouldContain("Microsoft.Web/sites/write");
        found.ShouldAllBe(result => result.Remedy!.Contains(
            $"--assignee {AzureBench.Principal} --scope '{Sub}/resourceGroups/shop-prod'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shop-prod", null)]
    [InlineData(null, PermissionOutcome.Missing)]
    public async Task Whoever_may_not_be_asked_above_his_groups_is_judged_by_them(string? group, PermissionOutcome? outcome)
    {
        var report = await TestAsync(TooMuch, [Reader(Sub + "/resourceGroups/shop-prod")], group);

        report.Permissions.FirstOrDefault(result => result.Permission == ExcessProbe.Permission)?.Outcome.ShouldBe(outcome!.Value);
        report.Permissions.Any(result => result.Permission == ExcessProbe.Permission).ShouldBe(outcome is not null);
    }

    [Fact]
    public async Task Every_account_is_tried_and_what_the_budget_does_not_suffice_for_is_unknown()
    {
        IReadOnlyList<string> subscriptions = [.. Enumerable.Range(0, 25).Select(i => $"11111111-2222-4333-8444-5555555550{i:00}")];
        var last = subscriptions[^1];

        var report = await TestAsync(TooMuch, [
            .. subscriptions.Select(id => Reader($"/subscriptions/{id}")), new ScenarioAzureRole { Scope = $"/subscriptions/{last}", Actions = ["*"] }],
            subscriptions: [.. subscriptions, "not-a-subscription"]);

        report.Permissions.ShouldContain(result => result.Outcome == PermissionOutcome.Excess && result.Region == last);
        report.Permissions.Count(result => result.Permission == "Microsoft.AlertsManagement/alerts/read"
            && result.Outcome == PermissionOutcome.Unknown).ShouldBe(5, "the plan has 20 calls of it");
        report.Permissions.ShouldContain(result => result.Permission == ExcessProbe.Permission
            && result.Outcome == PermissionOutcome.Unknown && result.Region == "not-a-subscription");
    }

    [Fact]
    public async Task Groups_that_were_not_tried_are_said()
    {
        var report = await TestAsync(TooMuch, [Reader(Sub)], "shop-prod", "a", "b", "c", "d");

        report.Permissions.ShouldContain(result => result.Permission == "Microsoft.Web/sites/read"
            && result.Message == "Tried in 3 of 5 resource groups (shop-prod, a, b).");
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

    private static ScenarioAzureRole Reader(string scope) => new() { Scope = scope };

    private static async Task<AccessTested> TestAsync(
        string? clientId, IReadOnlyList<ScenarioAzureRole>? roles = null, string? group = null, params string[] moreGroups) =>
        await TestAsync(clientId, roles, group, moreGroups, null);

    private static Task<AccessTested> TestAsync(string clientId, IReadOnlyList<ScenarioAzureRole> roles, IReadOnlyList<string> subscriptions) =>
        TestAsync(clientId, roles, null, [], subscriptions);

    private static async Task<AccessTested> TestAsync(
        string? clientId, IReadOnlyList<ScenarioAzureRole>? roles, string? group, string[] moreGroups, IReadOnlyList<string>? subscriptions)
    {
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment", scenario => roles is null ? scenario : scenario with
        {
            Azure = scenario.Azure! with
            {
                Subscriptions = [.. scenario.Azure.Subscriptions, .. subscriptions ?? []],
                MoreApps = [.. scenario.Azure.MoreApps.Select(app => app.ClientId == clientId ? app with { Roles = roles } : app)],
            },
        });
        using var bench = subscription.Bench(clientId: clientId);
        var grant = subscription.Grant() with { Purpose = LeasePurpose.ConnectionTest, InvestigationId = null, Window = null };
        grant = group is null ? grant : grant with { Target = grant.Target with { ResourceGroups = [group, .. moreGroups] } };
        grant = subscriptions is null ? grant : grant with { Target = grant.Target with { Accounts = subscriptions } };
        return (await bench.Test.RunAsync(grant, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }
}
