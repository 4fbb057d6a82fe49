namespace CauseFlow.CredentialBroker.Audit;

/// <summary>
/// Where a tenant's chain begins since its oldest records were deleted after their retention: the last of them. Signed, so that
/// nobody who can only write to the database shortens a chain.
/// </summary>
public sealed class AuditCheckpoint
{
    public required string TenantId { get; init; }

    /// <summary>Sequence number of the last record that was deleted.</summary>
    public required long Count { get; set; }

    /// <summary>Its hash, which the first record that is kept has as its previous one.</summary>
    public required string Hash { get; set; }

    /// <summary>When it was decided to delete up to here.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>HMAC-SHA-256 over tenant, count, hash, time and key id, lower-case hex; never that of a head.</summary>
    public required string Signature { get; set; }

    /// <summary>Which audit key signed it.</summary>
    public required string KeyId { get; set; }

    /// <summary>Row version.</summary>
    public long Version { get; set; }
}
