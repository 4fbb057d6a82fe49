using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>A cloud account that a tenant connected. Disconnecting keeps the row for the history.</summary>
public sealed class Integration
{
    /// <summary><c>int_</c> + ULID.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required string Name { get; set; }
    public required string RoleArn { get; set; }

    /// <summary>12 digits, from the role's ARN.</summary>
    public required string Account { get; init; }

    /// <summary>The account while connected, else null: at most one connected integration per tenant and account.</summary>
    public string? ActiveAccount { get; set; }
    public required IReadOnlyList<string> Regions { get; set; }

    /// <summary>SNS topics whose alarms ingestion may accept, compared exactly.</summary>
    public required IReadOnlyList<string> TopicArns { get; set; }

    /// <summary>Where to look for logs, besides what is found.</summary>
    public required IReadOnlyList<string> LogGroups { get; set; }
    public required IntegrationStatus Status { get; set; }

    /// <summary>Generation of the external id with which the role was assumed last.</summary>
    public int ExternalIdGeneration { get; set; }

    /// <summary>Until when the id before the newest may be used; null when the integration has moved to the newest.</summary>
    public DateTimeOffset? PreviousExternalIdUntil { get; set; }
    public ConnectionTestResult? LastTest { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Row version, and the version of <see cref="IntegrationChanged"/>.</summary>
    public long Version { get; set; }

    /// <summary>What ingestion and investigations must know of this integration now.</summary>
    public IntegrationChanged ToMessage() => new()
    {
        TenantId = TenantId,
        IntegrationId = Id,
        Provider = Provider,
        Status = Status,
        Accounts = [Account],
        Regions = Regions,
        Topics = TopicArns,
        Version = Version,
        ChangedAt = ChangedAt,
    };
}
