using CauseFlow.Collection;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>Resource Manager, read only.</summary>
internal interface IProjectClient
{
    /// <summary>ACTIVE, DELETE_REQUESTED or another word of the cloud's.</summary>
    Task<string> StateAsync(string project, CallMeter calls, CancellationToken cancellationToken);

    /// <summary>Those of the permissions that the caller holds, however many are asked about. Asking needs no permission.</summary>
    Task<HeldPermissions> HeldAsync(
        string project, IReadOnlyCollection<string> permissions, CallMeter calls, CancellationToken cancellationToken);
}
