namespace CauseFlow.Ingestion.Webhooks;

/// <summary>One generation of a tenant's route key or signing secret. It is derived; only a hash is stored.</summary>
public sealed class WebhookRoute
{
    public const string CloudWatch = "cloudwatch";

    /// <summary>Its generations are those of the signing secret; the address itself is no secret.</summary>
    public const string Custom = "custom";

    /// <summary>Action groups of Azure Monitor.</summary>
    public const string AzureMonitor = "azure-monitor";

    /// <summary>Webhook channels of Google Cloud Monitoring.</summary>
    public const string GcpMonitoring = "gcp-monitoring";

    public required string TenantId { get; init; }
    public required string Provider { get; init; }
    public required int Generation { get; init; }

    /// <summary>SHA-256 of the route key, lower-case hex.</summary>
    public required string KeyHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set by a rotation: until then the old key still works.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}
