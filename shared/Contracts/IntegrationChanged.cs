namespace CauseFlow.Contracts;

/// <summary>credential-broker → ingestion, investigations: which accounts and topics of a tenant may send alarms now.</summary>
public sealed record IntegrationChanged : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string IntegrationId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required IntegrationStatus Status { get; init; }

    /// <summary>Account ids, subscriptions or projects.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>SNS topic ARNs, compared exactly.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Grows with each change of the integration; an older version never replaces a newer one.</summary>
    public required long Version { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
}
