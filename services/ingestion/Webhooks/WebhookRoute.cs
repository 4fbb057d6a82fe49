namespace CauseFlow.Ingestion.Webhooks;

/// <summary>One generation of a tenant's route key. The key itself is derived, only its hash is stored.</summary>
public sealed class WebhookRoute
{
    public const string CloudWatch = "cloudwatch";

    public required string TenantId { get; init; }
    public required string Provider { get; init; }
    public required int Generation { get; init; }

    /// <summary>SHA-256 of the route key, lower-case hex.</summary>
    public required string KeyHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set by a rotation: until then the old key still works.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
