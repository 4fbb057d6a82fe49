using CauseFlow.CredentialBroker.Integrations;

namespace CauseFlow.CredentialBroker.Providers.Aws;

/// <summary>What an integration of AWS has of its own.</summary>
public sealed record AwsSettings : ProviderSettings
{
    public required string RoleArn { get; init; }

    /// <summary>SNS topics whose alarms ingestion may accept, compared exactly.</summary>
    public required IReadOnlyList<string> TopicArns { get; init; }

    /// <summary>Where to look for logs, besides what is found.</summary>
    public required IReadOnlyList<string> LogGroups { get; init; }

    /// <summary>Generation of the external id with which the role was assumed last.</summary>
    public int ExternalIdGeneration { get; init; }

    /// <summary>
    /// Until when the id before the newest may be used; null when the integration has moved to the newest.
    /// </summary>
    public DateTimeOffset? PreviousExternalIdUntil { get; init; }

    /// <summary>Whether an admin lets alarm history be compared with what arrived.</summary>
    public bool Reconcile { get; init; }

    /// <summary>The queue that alarms are taken from; null for none.</summary>
    public string? IntakeQueueArn { get; init; }

    public override string Principal => RoleArn;
}
