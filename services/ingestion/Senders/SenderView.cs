namespace CauseFlow.Ingestion.Senders;

/// <summary>One sender of alarms as the API shows it.</summary>
/// <param name="Provider">The word in the webhook's address.</param>
/// <param name="TopicArn">The topic; null for a webhook without topics.</param>
/// <param name="IntegrationId">The integration that names the topic; null for a topic that an admin approved, and without topics.</param>
/// <param name="LastReceivedAt">Null where nothing has ever come.</param>
/// <param name="IsQuiet">It has sent, and not for <c>Ingestion:SilentAfterHours</c>.</param>
/// <param name="Canary">The newest proof through this topic; null where no canary alarm has fired through it.</param>
public sealed record SenderView(
    string Provider, string? TopicArn, string? IntegrationId, DateTimeOffset? LastReceivedAt, bool IsQuiet, CanaryView? Canary);

/// <summary>A proof of the whole way.</summary>
/// <param name="AlarmArn">The alarm that fired.</param>
/// <param name="FiredAt">When, by the account's clock.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="Way"><c>webhook</c> or <c>queue</c>.</param>
/// <param name="IsOverdue">The next proof should have come (<c>Ingestion:CanaryOverdueHours</c>).</param>
public sealed record CanaryView(string AlarmArn, DateTimeOffset FiredAt, DateTimeOffset ReceivedAt, string Way, bool IsOverdue);
