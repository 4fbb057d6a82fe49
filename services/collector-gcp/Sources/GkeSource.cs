using System.Globalization;
using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Sources;

/// <summary>State and conditions of clusters and their node pools, and the operations on them: upgrades, repairs, resizes.</summary>
internal sealed class GkeSource(IContainerClient container, CollectorGcpOptions options) : IEvidenceSource
{
    private const string Clusters = "container.clusters.list";
    private const string Pools = "container.clusters.get";
    private const string Operations = "container.operations.list";
    private const int MaxClusters = 5;
    private const int MaxOperations = 50;

    public SourcePlan Plan => GcpPlans.Gke;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var wanted = cuts.Take(context.Resources.Where(resource => resource.Kind == ResourceKinds.GkeCluster), MaxClusters, Clusters, "clusters");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (wanted.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Clusters, CoverageOutcome.NotApplicable, "No cluster was resolved.")],
            };
        }

        foreach (var project in wanted.GroupBy(cluster => cluster.Account, StringComparer.Ordinal))
        {
            yield return await ProjectAsync(context, project.Key, [.. project], cancellationToken);
        }
    }

    private async Task<EvidenceBatch> ProjectAsync(
        CollectionContext context, string project, IReadOnlyList<ResourceRef> wanted, CancellationToken cancellationToken)
    {
        var (calls, attempts) = (context.Calls, new Attempts(context, Plan));
        var listing = attempts.TryAsync(Clusters, () => container.ListClustersAsync(project, calls, cancellationToken));
        var operating = attempts.TryAsync(Operations, () => container.ListOperationsAsync(project, calls, cancellationToken));
        var pooling = wanted.Select(cluster => attempts.TryAsync(
            Pools, () => container.ListNodePoolsAsync(project, cluster.Region, cluster.Name, calls, cancellationToken))).ToList();

        // None needs another's answer; all have ended before anything is published, so that no call outlives the source.
        var (listed, operations, pools) = (await listing, await operating, await Task.WhenAll(pooling));
        var rows = new List<Coverage>(attempts.Rows);
        rows.AddRange(new[] { (Api: Clusters, listed?.Gap), (Api: Operations, operations?.Gap) }.Where(part => part.Gap is not null)
            .Select(part => CoverageRows.Of(context, Plan, part.Api, CoverageOutcome.Partial, part.Gap)));
        var states = new List<ResourceState>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var cluster = listed?.Items.FirstOrDefault(found => found.Name == wanted[i].Name && found.Location == wanted[i].Region);
            if (cluster is not null)
            {
                states.Add(State(context, wanted[i], cluster));
            }

            states.AddRange((pools[i] ?? cluster?.Pools ?? []).Select(pool => State(context, wanted[i], pool)));
        }

        var cuts = new Cuts(context, Plan);
        var changes = Changes(context, wanted, operations?.Items ?? [], cuts);
        return new EvidenceBatch { States = states, Changes = changes, Coverage = [.. rows, .. cuts.Rows] };
    }

    /// <summary>Each cluster has a bound of its own, so that the crowd of one hides nothing of another.</summary>
    private List<Change> Changes(
        CollectionContext context, IReadOnlyList<ResourceRef> wanted, IReadOnlyList<ContainerOperation> operations, Cuts cuts)
    {
        var earliest = context.Window.To.AddHours(-options.ChangeLookbackHours);
        return
        [
            .. wanted.SelectMany(cluster => cuts.Take(
                    operations.Where(operation => operation.Cluster == cluster.Name && operation.Location == cluster.Region
                        && operation.StartedAt >= earliest).OrderByDescending(operation => operation.StartedAt),
                    MaxOperations, Operations, $"operations on {cluster.Name}")
                .Select(operation => Of(context, cluster, operation))),
        ];
    }

    private static Change Of(CollectionContext context, ResourceRef cluster, ContainerOperation operation)
    {
        var redactor = context.Redactor;
        var resource = operation.Pool is { } pool ? GcpResources.NodePool(cluster.Account, cluster.Region, cluster.Name, redactor.Redact(pool)) : cluster;
        var end = operation.EndedAt is { } ended ? $"until {ended.UtcDateTime:HH:mm:ss'Z'}" : "still running";
        var detail = operation.Detail is { Length: > 0 } said ? $": {said}" : "";
        return new Change
        {
            EvidenceId = context.Ids.For("change", resource.Id, redactor.Redact(operation.Name)),
            Resource = resource,
            Kind = operation.Type switch
            {
                "UPGRADE_NODES" or "UPGRADE_MASTER" or "AUTO_UPGRADE_NODES" or "AUTO_REPAIR_NODES" or "REPAIR_CLUSTER" => ChangeKind.Maintenance,
                "SET_NODE_POOL_SIZE" or "RESIZE_CLUSTER" => ChangeKind.Scaling,
                "CREATE_CLUSTER" or "DELETE_CLUSTER" or "CREATE_NODE_POOL" or "DELETE_NODE_POOL" => ChangeKind.Lifecycle,
                _ => ChangeKind.Configuration,
            },
            Time = new FactTime { OccurredAt = operation.StartedAt!.Value, UncertaintySeconds = 1, ObservedAt = context.Time.GetUtcNow() },
            Summary = redactor.Redact($"{operation.Type} of {resource.Name}, {end}{detail}"),
            Differences = [],
            Pointer = Pointer(cluster, Operations),
        };
    }

    private static ResourceState State(CollectionContext context, ResourceRef resource, CloudCluster cluster) => State(
        context, resource, resource, cluster.Status, cluster.StatusMessage, cluster.Conditions,
        [
            ("currentMasterVersion", cluster.MasterVersion), ("currentNodeVersion", cluster.NodeVersion), ("currentNodeCount", Text(cluster.Nodes)),
        ]);

    private static ResourceState State(CollectionContext context, ResourceRef cluster, CloudNodePool pool) => State(
        context, cluster, GcpResources.NodePool(cluster.Account, cluster.Region, cluster.Name, context.Redactor.Redact(pool.Name)), pool.Status,
        pool.StatusMessage, pool.Conditions,
        [
            ("version", pool.Version), ("initialNodeCount", Text(pool.InitialNodes)), ("autoscaling", pool.IsAutoscaled ? "on" : "off"),
            ("minNodeCount", Text(pool.MinNodes)), ("maxNodeCount", Text(pool.MaxNodes)), ("machineType", pool.MachineType),
            ("provisioningModel", pool.IsSpot ? "SPOT" : "STANDARD"), ("blueGreenPhase", pool.Update),
        ]);

    private static ResourceState State(
        CollectionContext context, ResourceRef cluster, ResourceRef resource, string native, string? message,
        IReadOnlyList<ContainerCondition> conditions, IEnumerable<(string Name, string? Value)> attributes)
    {
        var redactor = context.Redactor;
        return new ResourceState
        {
            EvidenceId = context.Ids.For("state", resource.Id),
            Resource = resource,
            Status = native switch
            {
                "RUNNING" => conditions.Count == 0 ? ResourceStatus.Healthy : ResourceStatus.Degraded,
                "PROVISIONING" or "RECONCILING" or "DEGRADED" or "RUNNING_WITH_ERROR" => ResourceStatus.Degraded,
                "ERROR" => ResourceStatus.Failed,
                "STOPPING" => ResourceStatus.Stopped,
                _ => ResourceStatus.Unknown,
            },
            NativeStatus = redactor.Redact(native),
            Conditions =
            [
                .. conditions.Select(condition => new ResourceCondition
                {
                    Type = "Condition", Reason = redactor.Redact(condition.Code), Message = redactor.RedactOptional(condition.Message),
                }),
                .. message is { Length: > 0 }
                    ? new[] { new ResourceCondition { Type = "Status", Reason = redactor.Redact(native), Message = redactor.Redact(message) } } : [],
            ],
            Attributes = attributes.Where(pair => pair.Value is { Length: > 0 }).ToDictionary(pair => pair.Name, pair => redactor.Redact(pair.Value!)),
            ObservedAt = context.Time.GetUtcNow(),
            Pointer = Pointer(cluster, Clusters),
        };
    }

    private static Pointer Pointer(ResourceRef cluster, string api) => new()
    {
        Api = api,
        Parameters = new Dictionary<string, string> { ["project"] = cluster.Account, ["location"] = cluster.Region, ["cluster"] = cluster.Name },
        ConsoleLink = ConsoleLinks.Cluster(cluster.Account, cluster.Region, cluster.Name),
    };

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
