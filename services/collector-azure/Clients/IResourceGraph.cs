using CauseFlow.Collection;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>Finds resources of all kinds at once. What the caller may not read is left out by Azure, not refused.</summary>
internal interface IResourceGraph
{
    /// <summary>Those of the ids that exist and may be read.</summary>
    Task<ArmPages<CloudResource>> ByIdAsync(
        IReadOnlyCollection<AzureId> ids, IReadOnlyList<string> subscriptions, CallMeter calls,
            CancellationToken cancellationToken);

    /// <summary>Resources of the known types whose name, or tag of a service, is the name.</summary>
    Task<ArmPages<CloudResource>> ByNameAsync(
        string name, IReadOnlyList<string> subscriptions, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>The AKS cluster that a group of nodes belongs to.</summary>
    Task<ArmPages<CloudResource>> ClusterOfNodesAsync(
        string nodeGroup, IReadOnlyList<string> subscriptions, CallMeter calls, CancellationToken cancellationToken);
}
