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
            AzurePlans.All.Append(AzureExcess.Plan).SelectMany(plan => plan.Calls).Select(call => call.Permission).Distinct(), ignoreOrder: true);
        report.Permissions.Single(result => result.Permission == ExcessProbe.Permission).ShouldSatisfyAllConditions(
            looked => looked.Region.ShouldBeNull("all subscriptions answered"), looked => looked.Message.ShouldBe(ExcessProbe.Seen));
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

        var excess = report.Permissions.Where(result => result.Outcome == PermissionOutcome.Excess).ToList();
        excess.Select(result => result.Permission).ShouldBe(["*"]);
        excess[0].Message!.ShouldContain("Microsoft.Web/sites/config/list/action");
        excess[0].Message!.ShouldContain("Microsoft.Compute/virtualMachines/runCommand/action");
        excess[0].Message!.ShouldNotContain("Microsoft.Authorization/roleAssignments/write", Case.Insensitive, "the role's notActions take it away");
    }

    [Theory]
    [InlineData("Microsoft.Cdn/profiles/purge/action")]
    [InlineData("Microsoft.DocumentDB/databaseAccounts/*")]
    [InlineData("Microsoft.Network/dnsZones/A/write")]
    [InlineData("microsoft.sql/servers/DELETE")]
    [InlineData("*/action")]
    [InlineData("Microsoft.Support/*")]
    [InlineData("*/register/action")]
    public async Task Any_action_that_does_not_only_read_is_too_much(string action)
    {
        var report = await TestAsync(TooMuch, [Reader(Sub), new ScenarioAzureRole { Scope = Sub, Actions = [action] }]);

        var excess = report.Permissions.Where(result => result.Outcome == PermissionOutcome.Excess).ToList();
        excess.ShouldHaveSingleItem().Permission.ShouldBe(action);
        excess[0].Remedy.ShouldNotBeNull().ShouldContain($"--scope '{Sub}'");
    }

    [Theory]
    [InlineData("Microsoft.OperationalInsights/workspaces/search/action", "", "")]
    [InlineData("Microsoft.Web/*/read", "", "")]
    [InlineData("*", "*/write;*/delete;*/action", "")]
    [InlineData("Microsoft.Web/*", "Microsoft.Web/*/write;microsoft.web/*/delete;*/ACTION", "Microsoft.Web/*")]
    [InlineData("Microsoft.Web/*", "Microsoft.Web/*", "")]
    [InlineData("Microsoft.Web/sites/*", "Microsoft.Web/*/write;Microsoft.Web/*/delete;Microsoft.Web/sites/restart/action", "Microsoft.Web/sites/*")]
    [InlineData("Microsoft.Web/sites/restart/action", "Microsoft.Web/sites/*", "")]
    public void What_the_role_takes_away_itself_is_not_held(string action, string nots, string excess)
    {
        using var role = System.Text.Json.JsonDocument.Parse(System.Text.Json.JsonSerializer.Serialize(new
        {
            actions = new[] { action }, notActions = nots.Split(';', StringSplitOptions.RemoveEmptyEntries),
        }));

        string.Concat(ExcessActions.Of([role.RootElement], "sub", Sub).Select(row => row.Permission)).ShouldBe(excess);
    }

    [Fact]
    public async Task A_role_of_thousands_of_actions_leaves_room_for_what_is_missing()
    {
        var report = await TestAsync(TooMuch, [new ScenarioAzureRole
        {
            Scope = Sub, Actions = [.. Enumerable.Range(0, 2000).Select(i => $"Contoso.Shop/things{i:0000}/write"), "Microsoft.Authorization/permissions/read"],
        }]);

        report.Permissions.Count(result => result.Outcome == PermissionOutcome.Excess).ShouldBe(100);
        report.Permissions.ShouldContain(result => result.Message!.EndsWith("1900 more actions of its kind are not listed here."));
        report.Permissions.ShouldContain(result => result.Permission == "Microsoft.Web/sites/read" && result.Outcome == PermissionOutcome.Missing);
    }

    [Theory]
    [InlineData("Microsoft.KeyVault/vaults/secrets/*")]
    [InlineData("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read")]
    [InlineData("Microsoft.ContainerService/managedClusters/*")]
    [InlineData("Microsoft.DigitalTwins/query/read")]
    [InlineData("*/read")]
    public async Task Reading_what_customers_keep_is_too_much(string dataAction)
    {
        var report = await TestAsync(TooMuch, [Reader(Sub), new ScenarioAzureRole { Scope = Sub, Actions = [], DataActions = [dataAction] }]);

        report.Permissions.ShouldContain(result => result.Outcome == PermissionOutcome.Excess && result.Permission == dataAction);
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
        found.ShouldHaveSingleItem().Permission.ShouldBe("Microsoft.Web/*");
        found[0].Message.ShouldNotBeNull().ShouldContain("Microsoft.Web/sites/write");
        found.ShouldAllBe(result => result.Remedy!.Contains(
            $"--assignee {AzureBench.Principal} --scope '{Sub}/resourceGroups/shop-prod'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shop-prod", PermissionOutcome.Held)]
    [InlineData(null, PermissionOutcome.Missing)]
    public async Task Whoever_may_not_be_asked_above_his_groups_is_judged_by_them(string? group, PermissionOutcome outcome)
    {
        var report = await TestAsync(TooMuch, [Reader(Sub + "/resourceGroups/shop-prod")], group);

        report.Permissions.Single(result => result.Permission == ExcessProbe.Permission).Outcome.ShouldBe(outcome);
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
        ActionPattern.Covers(pattern, "Microsoft.Web/sites/restart/action").ShouldBe(matches);

    [Theory]
    [InlineData("*/write", "Microsoft.Web/*/write", true)]
    [InlineData("Microsoft.Web/*", "Microsoft.Web/*/write", true)]
    [InlineData("Microsoft.Web/*/write", "Microsoft.Web/*", false)]
    [InlineData("Microsoft.Web/sites/write", "Microsoft.Web/*/write", false)]
    [InlineData("Microsoft.Web/*/*/write", "Microsoft.Web/*/write", false)]
    [InlineData("a*a", "a", false)]
    public void A_pattern_covers_another_that_has_nothing_more(string pattern, string other, bool covers) =>
        ActionPattern.Covers(pattern, other).ShouldBe(covers);

    [Theory]
    [InlineData("Microsoft.Web/sites/write")]
    [InlineData("Microsoft.Web/sites/slots/write")]
    [InlineData("Microsoft.Web/sites/delete")]
    [InlineData("Microsoft.Web/sites/restart/action")]
    public void Every_action_of_a_pattern_is_in_one_of_its_parts(string action)
    {
        foreach (var pattern in (string[])["*", "Microsoft.Web/*", "Microsoft.Web/sites/*", "Microsoft.Web/sites*", $"{action[..^2]}*"])
        {
            ActionPattern.ByVerb(pattern).ShouldContain(part => ActionPattern.Covers(part, action), pattern);
        }
    }

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
