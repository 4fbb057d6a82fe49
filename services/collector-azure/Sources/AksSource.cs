using System.Runtime.CompilerServices;
using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Json;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Sources;

/// <summary>The resolved clusters and their node pools: counts, versions, and what is under way.</summary>
internal sealed class AksSource(IArmClient arm) : IEvidenceSource
{
    private const string Clusters = "Microsoft.ContainerService/managedClusters/read";
    private const string Pools = "Microsoft.ContainerService/managedClusters/agentPools/read";
    public const string Version = "api-version=2025-05-01";
    private const int MaxClusters = 5;

    public SourcePlan Plan => AzurePlans.Aks;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var clusters = cuts.Take(
            context.Resources.Where(resource => resource.Kind == ResourceKinds.AksCluster), MaxClusters, Clusters,
                "clusters");
        if (clusters.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Clusters, CoverageOutcome.NotApplicable,
                    "No AKS cluster was resolved.")],
            };
            yield break;
        }

        var attempts = new Attempts(context, Plan);
        var states = await Task.WhenAll(clusters.Select(cluster =>
            StatesAsync(context, cluster, attempts, cancellationToken)));
        yield return new EvidenceBatch { States = [.. states.SelectMany(x => x)],
            Coverage = [.. attempts.Rows, .. cuts.Rows] };
    }

    private async Task<IReadOnlyList<ResourceState>> StatesAsync(
        CollectionContext context, ResourceRef cluster, Attempts attempts, CancellationToken cancellationToken)
    {
        if (AzureId.Parse(cluster.Id) is not { } id)
        {
            return [];
        }

        var reading = attempts.TryAsync(
            Pools, () => arm.ListAsync(Pools, $"{id.Path}/agentPools?{Version}", id.Text, context.Calls, cancellationToken),
            cut: pages => pages.Why);
        var read = await attempts.TryAsync(
            Clusters, async () => new[] { await arm.GetAsync(Clusters, $"{id.Path}?{Version}", id.Text,
                context.Calls, cancellationToken) });
        var states = new List<ResourceState>();
        if (read is not null && read[0].At("properties") is { } properties)
        {
            states.Add(ClusterState.OfCluster(context, cluster, properties, read[0].Text("sku", "tier")));
        }

        // The list's own pools are newer than those inside the cluster, and have more members.
        foreach (var pool in (await reading)?.Items ?? [])
        {
            if (AzureId.Parse(pool.Text("id")) is { } poolId
                && pool.At("properties") is { ValueKind: JsonValueKind.Object } values)
            {
                var resource = Resolve.AzureResources.Of(context, poolId,
                    ResourceKinds.AksNodePool) with { Region = cluster.Region };
                states.Add(ClusterState.OfPool(context, resource, values));
            }
        }

        return states;
    }
}
