using CauseFlow.Collection;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>A condition of a cluster or pool by its canonical code.</summary>
internal sealed record ContainerCondition(string Code, string? Message);

/// <summary>What is kept of a GKE cluster; its credentials are not.</summary>
internal sealed record CloudCluster(
    string Project, string Location, string Name, string Status, string? StatusMessage, string? MasterVersion, string? NodeVersion, int? Nodes,
    IReadOnlyList<ContainerCondition> Conditions, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<CloudNodePool> Pools);

/// <summary>A node pool.</summary>
internal sealed record CloudNodePool(
    string Name, string Status, string? StatusMessage, string? Version, int? InitialNodes, bool IsAutoscaled, int? MinNodes, int? MaxNodes,
    string? MachineType, bool IsSpot, IReadOnlyList<ContainerCondition> Conditions, string? Update);

/// <summary>An upgrade, a repair or another operation.</summary>
internal sealed record ContainerOperation(
    string Name, string Type, string Status, string Location, string? Cluster, string? Pool, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt,
    string? Detail);

/// <summary>GKE, read only. Nothing of it is paged.</summary>
internal interface IContainerClient
{
    Task<GcpPages<CloudCluster>> ListClustersAsync(string project, CallMeter calls, CancellationToken cancellationToken);

    Task<IReadOnlyList<CloudNodePool>> ListNodePoolsAsync(
        string project, string location, string cluster, CallMeter calls, CancellationToken cancellationToken);

    Task<GcpPages<ContainerOperation>> ListOperationsAsync(string project, CallMeter calls, CancellationToken cancellationToken);
}
