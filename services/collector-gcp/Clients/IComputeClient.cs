using CauseFlow.Collection;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>What is kept of a Compute Engine instance; its metadata, which holds scripts and keys, is not.</summary>
internal sealed record CloudInstance(
    string Project, string Zone, string Name, string Id, string Status, string? StatusMessage, string? MachineType,
    DateTimeOffset? CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? StoppedAt, bool IsSpot, IReadOnlyDictionary<string, string> Labels);

/// <summary>Compute Engine, read only.</summary>
internal interface IComputeClient
{
    /// <summary>Instances of all zones; zones that did not answer are among what is missing.</summary>
    /// <param name="project">Project.</param>
    /// <param name="filter">Built by <see cref="GcpFilter"/>; null for all.</param>
    /// <param name="maxPages">Bound.</param>
    /// <param name="calls">Meter.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<GcpPages<CloudInstance>> ListInstancesAsync(
        string project, string? filter, int maxPages, CallMeter calls, CancellationToken cancellationToken);
}
