using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Permission for one collector to redeem sessions on one integration, for one pass of one investigation.</summary>
public sealed class Lease
{
    /// <summary><c>lea_</c> + ULID.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string IntegrationId { get; init; }
    public required LeasePurpose Purpose { get; init; }

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
        Version++;
        return new LeaseClosed { TenantId = TenantId, LeaseId = Id, InvestigationId = InvestigationId, Reason = reason };
    }
}
