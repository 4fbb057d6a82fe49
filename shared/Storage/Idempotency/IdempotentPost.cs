namespace CauseFlow.Storage.Idempotency;

/// <summary>One POST with an <c>Idempotency-Key</c>, stored with what it created. Bodies may hold secrets: only their hash is kept.</summary>
public sealed class IdempotentPost
{
    public required string TenantId { get; init; }

    /// <summary>With the ids in its path, such as <c>POST /v1/api-keys</c>.</summary>
    public required string Route { get; init; }

    /// <summary>SHA-256 of the header's value, 64 hex digits.</summary>
    public required string KeyHash { get; init; }

    /// <summary>SHA-256 of the body as it was read, 64 hex digits.</summary>
    public required string BodyHash { get; init; }

    /// <summary>
    /// By which what was created is found again: its id, such as <c>inc_</c> + ULID (of a start or of context the investigation's), or of a
    /// rotated webhook the number of its generation. At most 80 characters.
    /// </summary>
    public required string CreatedId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
