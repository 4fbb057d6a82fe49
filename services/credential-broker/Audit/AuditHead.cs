namespace CauseFlow.CredentialBroker.Audit;

/// <summary>The end of a tenant's chain. Appending needs its row version, so that two appends never share a place.</summary>
public sealed class AuditHead
{
    public required string TenantId { get; init; }

    /// <summary>How many records the chain has.</summary>
    public long Count { get; set; }

    /// <summary>Hash of the last record.</summary>
    public required string Hash { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>HMAC-SHA-256 over tenant, count, hash, time and key id, lower-case hex.</summary>
    public required string Signature { get; set; }

    /// <summary>Which audit key signed it.</summary>
    public required string KeyId { get; set; }

    /// <summary>Row version.</summary>
    public long Version { get; set; }
}
