using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// One pass of an investigation as the broker knows it. Request, completion and cancel all write this row, whichever
/// comes first, so that two of them at once collide; ended before it was requested, it is a tombstone.
/// </summary>
public sealed class InvestigationPass
{
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string TenantId { get; init; }

    /// <summary>What was decided; null for a tombstone.</summary>
    public AccessDecided? Decision { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public LeaseCloseReason? EndReason { get; set; }

    /// <summary>Row version.</summary>
    public long Version { get; set; }
}
