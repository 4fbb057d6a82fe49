namespace CauseFlow.Ingestion.Senders;

/// <summary>When a sender was heard last: a topic, or all that posts to a webhook without topics.</summary>
public sealed class SenderBeat
{
    public required string TenantId { get; init; }

    /// <summary>The word in the webhook's address.</summary>
    public required string Provider { get; init; }

    /// <summary>Empty where the webhook knows no topics.</summary>
    public required string TopicArn { get; init; }
    public required DateTimeOffset LastReceivedAt { get; set; }
}
