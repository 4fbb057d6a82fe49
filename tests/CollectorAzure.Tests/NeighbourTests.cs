using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>From what an alert names to what it runs on, over the simulated Resource Graph.</summary>
public sealed class NeighbourTests
{
    private const string Sub = "/subscriptions/11111111-2222-4333-8444-555555555555";
    private const string Nodes = Sub + "/resourceGroups/MC_platform-prod_orders-aks_westeurope/providers/Microsoft.Compute/virtualMachineScaleSets/aks-workers-12345678-vmss";

    [Fact]
    public async Task Nodes_lead_to_their_cluster_and_pool()
    {
        var findings = await FromAsync("aks-upgrade", Nodes);

        findings.Of(f => f.Resources).Select(resource => resource.Kind).Distinct().ShouldBe(
            [ResourceKinds.AzureVmss, ResourceKinds.AksCluster, ResourceKinds.AksNodePool], ignoreOrder: true);
        findings.Of(f => f.Relations).ShouldContain(relation => relation.From.Name == "workers" && relation.To.Kind == ResourceKinds.AzureVmss);
    }

    [Fact]
    public async Task A_function_app_leads_to_its_plan()
    {
        var findings = await FromAsync("app-service-deployment", Sub + "/resourceGroups/shop-prod/providers/Microsoft.Web/sites/shop-jobs");

        var relation = findings.Of(f => f.Relations).ShouldHaveSingleItem();
        (relation.From.Kind, relation.Type, relation.To.Kind).ShouldBe((ResourceKinds.FunctionApp, RelationType.RunsOn, ResourceKinds.AppServicePlan));
        relation.From.Region.ShouldBe("westeurope");
    }

    [Fact]
    public async Task A_component_of_application_insights_leads_to_its_app()
    {
        const string Component = Sub + "/resourceGroups/shop-prod/providers/Microsoft.Insights/components/shop";
        var findings = await FromAsync("app-service-deployment", Component, change: scenario => scenario with
        {
            Azure = scenario.Azure! with
            {
                Resources = [.. scenario.Azure.Resources, new JsonObject
                {
                    ["id"] = Component, ["tags"] = new JsonObject { [$"hidden-link:{Sub}/resourceGroups/shop-prod/providers/Microsoft.Web/sites/shop-web"] = "Resource" },
                }],
            },
        });

        findings.Of(f => f.Relations).ShouldContain(relation => relation.From.Name == "shop-web" && relation.Type == RelationType.MeasuredBy);
        findings.Of(f => f.States).ShouldContain(state => state.Resource.Name == "shop-web");
    }

    [Fact]
    public async Task An_alert_on_a_workspace_is_helped_by_a_hint()
    {
        var findings = await FromAsync(
            "app-service-deployment", Sub + "/resourceGroups/shop-prod/providers/Microsoft.OperationalInsights/workspaces/shop-logs", hints: ["shop-web"]);

        findings.Of(f => f.Resources).Select(resource => resource.Kind).ShouldBe(
            [ResourceKinds.LogAnalyticsWorkspace, ResourceKinds.AppService, ResourceKinds.AppServicePlan], ignoreOrder: true);
        findings.Of(f => f.Logs).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_lies_outside_the_narrowed_groups_is_passed_over()
    {
        var findings = await FromAsync(
            "app-service-deployment", Sub + "/resourceGroups/shop-prod/providers/Microsoft.Web/sites/shop-jobs", groups: ["other"]);

        findings.Of(f => f.Resources).ShouldBeEmpty();
        findings.Of(f => f.Changes).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_neighbour_in_another_group_is_named_and_nothing_of_it_is_read()
    {
        var plan = Sub + "/resourceGroups/platform/providers/Microsoft.Web/serverfarms/shared";
        var app = Sub + "/resourceGroups/shop-prod/providers/Microsoft.Web/sites/elsewhere";
        Scenario Change(Scenario scenario) => scenario with
        {
            Azure = scenario.Azure! with
            {
                Resources = [.. scenario.Azure.Resources,
                    new JsonObject { ["id"] = app, ["kind"] = "app", ["properties"] = new JsonObject { ["serverFarmId"] = plan, ["state"] = "Running" } },
                    new JsonObject { ["id"] = plan }],
            },
        };

        (await FromAsync("app-service-deployment", app, change: Change)).Of(f => f.Relations).ShouldContain(relation => relation.To.Name == "shared");
        var findings = await FromAsync("app-service-deployment", app, groups: ["shop-prod"], change: Change);

        findings.Of(f => f.Resources).ShouldAllBe(resource => resource.Name != "shared");
        findings.Of(f => f.Relations).ShouldBeEmpty();
        findings.Of(f => f.Coverage).ShouldContain(row => row.Source == "resolve" && row.Outcome == CoverageOutcome.Partial
            && row.Detail!.Contains("looked into: shared", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("shop-prod")]
    public async Task Changes_of_another_group_are_read_unless_the_integration_is_narrowed(string? group)
    {
        var findings = await FromAsync(
            "app-service-deployment", Sub + "/resourceGroups/shop-prod/providers/Microsoft.Web/sites/shop-web", group is null ? null : [group],
            change: scenario => scenario with
            {
                Azure = scenario.Azure! with { ActivityLog = [.. scenario.Azure.ActivityLog, Elsewhere()] },
            });

        findings.Of(f => f.Changes).Any(change => change.Resource.Name == "orders-vault").ShouldBe(group is null);
        findings.Of(f => f.Coverage).Any(row => row is { Source: "activity_log", Outcome: CoverageOutcome.Partial }
            && row.Detail?.StartsWith("The integration is narrowed to resource groups: changes of shop-prod were read, and no others.", StringComparison.Ordinal) == true)
            .ShouldBe(group is not null);
    }

    [Theory]
    [InlineData("shop-prod", true)]
    [InlineData("other", false)]
    public async Task Firing_alerts_about_another_group_are_left_out_and_counted(string group, bool isRead)
    {
        await using var subscription = await SimulatedSubscription.StartAsync("app-service-deployment");
        var findings = new CollectedFindings();

        await subscription.RunAsync(findings, change: grant => grant with { Target = grant.Target with { Alarm = null, ResourceGroups = [group] } });

        findings.Of(f => f.Alarms).Any().ShouldBe(isRead);
        findings.Of(f => f.Coverage).Any(row => row.Source == "alarm" && row.Detail?.Contains("firing alerts are about", StringComparison.Ordinal) == true)
            .ShouldBe(!isRead);
    }

    private static JsonObject Elsewhere() => new()
    {
        ["resourceId"] = Sub + "/resourceGroups/platform/providers/Microsoft.KeyVault/vaults/orders-vault", ["resourceGroupName"] = "platform",
        ["correlationId"] = "c8", ["eventTimestamp"] = "{at:-7}",
        ["operationName"] = new JsonObject { ["value"] = "Microsoft.KeyVault/vaults/write" },
        ["status"] = new JsonObject { ["value"] = "Succeeded" }, ["category"] = new JsonObject { ["value"] = "Administrative" },
    };

    private static async Task<CollectedFindings> FromAsync(
        string scenario, string id, IReadOnlyList<string>? groups = null, IReadOnlyList<string>? hints = null,
        Func<Scenario, Scenario>? change = null)
    {
        await using var subscription = await SimulatedSubscription.StartAsync(scenario, change);
        var findings = new CollectedFindings();
        await subscription.RunAsync(findings, change: grant => grant with
        {
            Target = grant.Target with
            {
                Alarm = null, ResourceGroups = groups, Hints = hints, Resources = [new ResourceRef
                {
                    Provider = CloudProvider.Azure, Account = grant.Target.Accounts[0], Region = "westeurope", Kind = ResourceKinds.GenericService, Id = id, Name = "x",
                }],
            },
        });
        return findings;
    }
}
