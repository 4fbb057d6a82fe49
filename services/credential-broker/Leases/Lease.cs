using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Reconciling;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// Permission for one collector to redeem sessions on one integration: for one pass of one investigation, or for a
/// connection test.
/// </summary>
public sealed class Lease
{
    /// <summary><c>lea_</c> + ULID.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }

    /// <summary>Null unless the purpose is an investigation.</summary>
    public string? InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string IntegrationId { get; init; }
    public required LeasePurpose Purpose { get; init; }

    /// <summary>The integration while a connection test of it is open, else null: at most one at a time.</summary>
    public string? OpenTestOf { get; set; }

    /// <summary>The service that alone may redeem, such as <c>collector-aws</c>.</summary>
    public required string Collector { get; init; }
    public required CollectionTarget Target { get; init; }
    public InvestigationWindow? Window { get; init; }
    public IReadOnlyList<string>? Sources { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Absolute: needs no message.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? ClosedAt { get; set; }
    public LeaseCloseReason? CloseReason { get; set; }

    /// <summary>Reconcile only: what is known of the look so far.</summary>
    public HistoryLookResult? Look { get; set; }

    /// <summary>Row version; every redemption raises it, so that concurrent ones are numbered one after the other.</summary>
    public long Version { get; set; }

    /// <summary>Whether a session may be redeemed at <paramref name="now"/>.</summary>
    public bool IsOpen(DateTimeOffset now) => ClosedAt is null && now < ExpiresAt;

    /// <summary>Closes it and answers what to tell the collectors; null when it was closed before.</summary>
    public LeaseClosed? Close(LeaseCloseReason reason, DateTimeOffset now)
    {
        if (ClosedAt is not null)
        {
            return null;
        }

        ClosedAt = now;
        CloseReason = reason;
        OpenTestOf = null;
        Version++;
        return new LeaseClosed { TenantId = TenantId, LeaseId = Id, InvestigationId = InvestigationId, Reason = reason };
    }
}
