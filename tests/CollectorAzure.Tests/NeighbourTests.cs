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
    public async Task What_lies_outside_the_narrowed_groups_is_passed_over()
    {
        var findings = await FromAsync(
            "app-service-deployment", Sub + "/resourceGroups/shop-prod/providers/Microsoft.Web/sites/shop-jobs", groups: ["other"]);

        findings.Of(f => f.Resources).ShouldBeEmpty();
        findings.Of(f => f.Changes).ShouldBeEmpty();
    }

    private static async Task<CollectedFindings> FromAsync(string scenario, string id, IReadOnlyList<string>? groups = null)
    {
        await using var subscription = await SimulatedSubscription.StartAsync(scenario);
        var findings = new CollectedFindings();
        await subscription.RunAsync(findings, change: grant => grant with
        {
            Target = grant.Target with
            {
                Alarm = null, ResourceGroups = groups, Resources = [new ResourceRef
                {
                    Provider = CloudProvider.Azure, Account = grant.Target.Accounts[0], Region = "westeurope", Kind = ResourceKinds.GenericService, Id = id, Name = "x",
                }],
            },
        });
        return findings;
    }
}
