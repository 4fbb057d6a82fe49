namespace CauseFlow.Dashboard.Webhooks;

/// <summary>Where one kind of sender delivers. The address of some holds a key, so nothing prints it.</summary>
public sealed record WebhookAddress(
    string Provider, string Url, string? RouteKey, DateTimeOffset CreatedAt, DateTimeOffset? PreviousKeyValidUntil,
    string? SigningSecret, string? Username, string? Password)
{
    public override string ToString() => $"WebhookAddress {{ Provider = {Provider} }}";
}

/// <summary>What arrived, and what became of it.</summary>
public sealed record Delivery(
    string Id, string Provider, DateTimeOffset ReceivedAt, string Verdict, string? Reason, string? Remedy, string? MessageId,
    string? TopicArn, string? IncidentId, int Count);

/// <summary>A subscription of SNS.</summary>
public sealed record Confirmation(
    string Id, string TopicArn, string Status, DateTimeOffset ReceivedAt, int Attempts, string? LastError, DateTimeOffset? EndedAt);
