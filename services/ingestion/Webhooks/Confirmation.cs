namespace CauseFlow.Ingestion.Webhooks;

public enum ConfirmationStatus
{
    /// <summary>The topic is not accepted: an admin approves, or an integration comes to name it.</summary>
    Waiting,

    /// <summary>The worker will call SubscribeURL.</summary>
    Queued,
    Confirmed,
    Failed,
}

/// <summary>A verified request of SNS to confirm a subscription.</summary>
public sealed class Confirmation
{
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required string TopicArn { get; init; }
    public required string MessageId { get; init; }
    public required ConfirmationStatus Status { get; set; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>AES-256-GCM of SubscribeURL, which contains the token; erased once it is of no more use.</summary>
    public byte[]? SubscribeUrl { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }

    /// <summary>Row version.</summary>
    public long Version { get; set; }

    public override string ToString() => $"Confirmation {{ Id = {Id}, Status = {Status}, SubscribeUrl = [redacted] }}";
}
