namespace CauseFlow.Dashboard.Webhooks;

/// <summary>Who sends alarms, as the API shows it.</summary>
public sealed record Sender(
    string Provider, string? TopicArn, string? IntegrationId, DateTimeOffset? LastReceivedAt, bool IsQuiet, CanaryProof? Canary);

/// <summary>A proof of the whole way.</summary>
public sealed record CanaryProof(string AlarmArn, DateTimeOffset FiredAt, DateTimeOffset ReceivedAt, string Way, bool IsOverdue);
