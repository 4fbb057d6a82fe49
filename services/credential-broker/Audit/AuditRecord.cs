namespace CauseFlow.CredentialBroker.Audit;

/// <summary>One link of a tenant's audit chain. It is never updated.</summary>
public sealed class AuditRecord
{
    /// <summary><c>aud_</c> + ULID.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }

    /// <summary>1, 2, 3 … without gaps within the tenant.</summary>
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>A user, an API key id or a service.</summary>
    public required string Actor { get; init; }

    /// <summary>Such as <c>integration.connected</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, by id.</summary>
    public required string Subject { get; init; }

    /// <summary>Names and values, as a JSON object with sorted names. Never a secret.</summary>
    public required string Details { get; init; }

    /// <summary>Hash of the record before, lower-case hex; 64 zeros for the first.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>Which audit key the hash is under, so that a new key does not break what is older.</summary>
    public required string KeyId { get; init; }

    /// <summary>HMAC-SHA-256 of all of the above, lower-case hex.</summary>
    public string Hash { get; internal set; } = "";
}
