using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>A lease as the API shows it: who could use the account when, for what, and what it could spend.</summary>
public sealed record LeaseView
{
    public required string Id { get; init; }
    public required LeasePurpose Purpose { get; init; }

    /// <summary>Null for a connection test.</summary>
    public string? InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required IReadOnlyList<string> Regions { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
    public LeaseCloseReason? CloseReason { get; init; }
    public required IReadOnlyList<LeaseRunView> Runs { get; init; }

    public static LeaseView Of(Lease lease, IEnumerable<LeaseRun> runs)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return new LeaseView
        {
            Id = lease.Id, Purpose = lease.Purpose, InvestigationId = lease.InvestigationId, Pass = lease.Pass,
            Regions = lease.Target.Regions, CreatedAt = lease.CreatedAt, ExpiresAt = lease.ExpiresAt,
            ClosedAt = lease.ClosedAt, CloseReason = lease.CloseReason,
            Runs = [.. runs.OrderBy(x => x.RunNumber).Select(LeaseRunView.Of)],
        };
    }
}
