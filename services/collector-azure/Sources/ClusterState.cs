using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>The states of a cluster and of a node pool, from the members that may leave the collector.</summary>
internal static class ClusterState
{
    private static readonly string[] PoolMembers =
    [
        "count", "minCount", "maxCount", "enableAutoScaling", "mode", "vmSize", "orchestratorVersion",
            "currentOrchestratorVersion",
        "nodeImageVersion", "osSKU", "scaleSetPriority",
    ];

    public static ResourceState OfCluster(CollectionContext context, ResourceRef cluster, JsonElement properties,
        string? tier) => Of(
        context, cluster, properties, "Microsoft.ContainerService/managedClusters/read",
        [
            new("kubernetesVersion", properties.Text("kubernetesVersion")),
            new("currentKubernetesVersion", properties.Text("currentKubernetesVersion")),
            new("nodeResourceGroup", properties.Text("nodeResourceGroup")),
            new("tier", tier),
            new("upgradeChannel", properties.Text("autoUpgradeProfile", "upgradeChannel")),
            new("nodeOsUpgradeChannel", properties.Text("autoUpgradeProfile", "nodeOSUpgradeChannel")),
        ]);

    public static ResourceState OfPool(CollectionContext context, ResourceRef pool, JsonElement properties) => Of(
        context, pool, properties, "Microsoft.ContainerService/managedClusters/agentPools/read",
        [
            .. PoolMembers.Select(name => KeyValuePair.Create(name, properties.Text(name))),
            new("maxSurge", properties.Text("upgradeSettings", "maxSurge")),
            new("maxUnavailable", properties.Text("upgradeSettings", "maxUnavailable")),
        ]);

    private static ResourceState Of(
        CollectionContext context, ResourceRef resource, JsonElement properties, string api,
            IEnumerable<KeyValuePair<string, string?>> attributes)
    {
        var provisioning = properties.Text("provisioningState");
        var power = properties.Text("powerState", "code");
        var status = (power, provisioning) switch
        {
            ("Stopped", _) => ResourceStatus.Stopped,
            (_, "Failed" or "Canceled") => ResourceStatus.Failed,
            (_, "Upgrading" or "UpgradingNodeImageVersion" or "Scaling" or "Updating" or "Starting" or "Stopping" or "Deleting") => ResourceStatus.Degraded,
            (_, "Succeeded") => ResourceStatus.Healthy,
            _ => ResourceStatus.Unknown,
        };
        ResourceCondition[] conditions = status is ResourceStatus.Failed or ResourceStatus.Degraded
            ? [new ResourceCondition { Type = "ProvisioningState", Reason = provisioning,
                Message = UnderWay(properties, provisioning) }] : [];
        return AzureState.Of(
            context, resource, status, $"{power ?? "power state unknown"}, {provisioning ?? "provisioning state unknown"}", conditions,
            attributes.Append(new("provisioningState", provisioning)), api);
    }

    private static string? UnderWay(JsonElement properties, string? provisioning) =>
        properties.Text("orchestratorVersion") is { } wanted
            && properties.Text("currentOrchestratorVersion") is { } current && wanted != current
            ? $"{provisioning} from {current} to {wanted}" : null;
}
