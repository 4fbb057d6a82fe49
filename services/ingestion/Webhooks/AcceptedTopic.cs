namespace CauseFlow.Ingestion.Webhooks;

/// <summary>A topic that a tenant accepts alarms from. Compared exactly.</summary>
public sealed class AcceptedTopic
{
    /// <summary>Source of a topic that an admin approved.</summary>
    public const string Approved = "approved";

    public required string TenantId { get; init; }
    public required string TopicArn { get; init; }

    /// <summary>The integration that names it, or <see cref="Approved"/>.</summary>
    public required string Source { get; init; }
}

/// <summary>An account that a tenant connected.</summary>
public sealed class ConnectedAccount
{
    public required string TenantId { get; init; }
    public required string Account { get; init; }
    public required string IntegrationId { get; init; }
}

/// <summary>The version up to which an integration's changes have been taken over.</summary>
public sealed class IntegrationVersion
{
    public required string IntegrationId { get; init; }
    public required string TenantId { get; init; }

    /// <summary>The broker's version; also the row version.</summary>
    public required long Version { get; set; }
}
