namespace CauseFlow.Storage.Idempotency;

/// <summary>One POST with an <c>Idempotency-Key</c>, stored with what it created. Bodies may hold secrets: only their hash is kept.</summary>
public sealed class IdempotentPost
{
    public required string TenantId { get; init; }

    /// <summary>Such as <c>POST /v1/api-keys</c>.</summary>
    public required string Route { get; init; }

    public required string KeyHash { get; init; }

    public required string BodyHash { get; init; }

    /// <summary>Id of what was created.</summary>
    public required string CreatedId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
