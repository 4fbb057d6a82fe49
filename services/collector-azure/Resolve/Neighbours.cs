using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Resolve;

/// <summary>What a resource runs on or is a part of, as its own properties say it.</summary>
internal sealed class Neighbours(IResourceGraph graph, CollectionContext context, Attempts attempts)
{
    private const string Api = ResourceGraphClient.Permission;
    private const string HiddenLink = "hidden-link:";
    private const int MaxPools = 20;

    public async Task<EvidenceBatch> OfAsync(CloudResource resource, CancellationToken cancellationToken) =>
        resource.Id.Type switch
    {
        AzureKinds.Site or AzureKinds.Slot => await AppAsync(resource, cancellationToken),
        AzureKinds.Cluster => Pools(resource),
        AzureKinds.NodePool => ClusterOf(resource),
        AzureKinds.Vmss => await NodesAsync(resource, cancellationToken),
        AzureKinds.Vm => ScaleSetOf(resource),
        AzureKinds.Insights => MonitoredBy(resource),
        _ => new EvidenceBatch(),
    };

    private async Task<EvidenceBatch> AppAsync(CloudResource app, CancellationToken cancellationToken)
    {
        var self = AzureResources.Of(context, app);
        var batches = new List<EvidenceBatch>();
        if (app.Id.Type == AzureKinds.Slot && app.Id.Parent is { } parent)
        {
            var site = AzureResources.Of(context, parent, AzureKinds.Of(AzureKinds.Site, app.Kind), app.Location);
            batches.Add(Related(self, site, RelationType.PartOf, "id of the slot"));
        }

        if (Link(app, "serverFarmId") is { } plan)
        {
            var found = !AzureResources.IsInScope(context.Target, plan) ? null : await attempts.TryAsync(
                Api, () => graph.ByIdAsync([plan], context.Target.Accounts, context.Calls, cancellationToken), cut: pages => pages.Why);
            var known = found?.Items is [var read, ..] ? AzureResources.Of(context, read) : AzureResources.Of(context, plan,
                location: app.Location);
            batches.Add(Related(self, known, RelationType.RunsOn, "serverFarmId of the app"));
        }

        return Batches.Join(batches);
    }

    private EvidenceBatch Pools(CloudResource cluster)
    {
        var self = AzureResources.Of(context, cluster);
        return Batches.Join([.. (cluster.Properties?.Items("agentPoolProfiles") ?? []).Select(pool =>
            pool.Text("name")).OfType<string>()
            .Select(name => AzureId.Parse($"{cluster.Id.Text}/agentPools/{name}")).OfType<AzureId>().Take(MaxPools)
            .Select(pool => Related(
                self, AzureResources.Of(context, pool, location: cluster.Location), RelationType.RunsOn,
                    "agentPoolProfiles of the cluster"))]);
    }

    private EvidenceBatch ClusterOf(CloudResource pool) => pool.Id.Parent is not { } cluster ? new EvidenceBatch()
        : Related(AzureResources.Of(context, cluster, location: pool.Location), AzureResources.Of(context, pool),
            RelationType.RunsOn, "id of the node pool");

    /// <summary>Nodes lie in a group of their own, which only the cluster names.</summary>
    private async Task<EvidenceBatch> NodesAsync(CloudResource nodes, CancellationToken cancellationToken)
    {
        if (nodes.Id.Group is not { } group || !(group.StartsWith("MC_", StringComparison.OrdinalIgnoreCase)
            || nodes.Tags.Keys.Any(tag => tag.StartsWith("aks-managed", StringComparison.OrdinalIgnoreCase))))
        {
            return new EvidenceBatch();
        }

        var clusters = await attempts.TryAsync(
            Api, () => graph.ClusterOfNodesAsync(group, context.Target.Accounts, context.Calls, cancellationToken),
            cut: pages => pages.Why);
        var batches = new List<EvidenceBatch>();
        foreach (var cluster in (clusters?.Items ?? []).Take(1))
        {
            var self = AzureResources.Of(context, cluster);
            batches.Add(Pools(cluster));
            var poolName = nodes.Tags.GetValueOrDefault("aks-managed-poolName");
            var pool = poolName is null ? null : AzureId.Parse($"{cluster.Id.Text}/agentPools/{poolName}");
            batches.Add(pool is null
                ? Related(self, AzureResources.Of(context, nodes), RelationType.RunsOn, "nodeResourceGroup of the cluster")
                : Related(
                    AzureResources.Of(context, pool, location: cluster.Location), AzureResources.Of(context, nodes),
                        RelationType.RunsOn,
                    "tag aks-managed-poolName of the nodes"));
        }

        return Batches.Join(batches);
    }

    /// <summary>Application Insights keeps the app that it watches in a tag that the portal hides.</summary>
    private EvidenceBatch MonitoredBy(CloudResource component) => Batches.Join(
    [
        .. component.Tags.Keys.Where(tag => tag.StartsWith(HiddenLink, StringComparison.OrdinalIgnoreCase))
            .Select(tag => AzureId.Parse(tag[HiddenLink.Length..])).OfType<AzureId>()
            .Where(id => AzureResources.IsInScope(context.Target, id)).Take(MaxPools)
            .Select(id => Related(
                AzureResources.Of(context, id, location: component.Location), AzureResources.Of(context, component),
                    RelationType.MeasuredBy,
                "tag hidden-link of the component")),
    ]);

    private EvidenceBatch ScaleSetOf(CloudResource machine) =>
        Link(machine, "virtualMachineScaleSet", "id") is not { } set ? new EvidenceBatch()
        : Related(
            AzureResources.Of(context, machine), AzureResources.Of(context, set, location: machine.Location),
                RelationType.PartOf,
            "virtualMachineScaleSet of the machine");

    private AzureId? Link(CloudResource resource, params ReadOnlySpan<string> path) =>
        resource.Properties is { } properties && AzureId.Parse(properties.Text(path)) is { } id
        && context.Target.Accounts.Contains(id.Subscription, StringComparer.OrdinalIgnoreCase) ? id : null;

    private EvidenceBatch Related(ResourceRef from, ResourceRef to, RelationType type, string source) => new()
    {
        Resources = [from, to],
        Relations = [Relations.Of(context, from, to, type, source)],
    };
}
