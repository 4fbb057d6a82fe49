namespace CauseFlow.Ingestion.Senders;

/// <summary>The last firing of a canary alarm that came in: the whole way from the account to here worked then.</summary>
public sealed class CanaryProof
{
    public required string TenantId { get; init; }

    /// <summary>The alarm's ARN.</summary>
    public required string AlarmId { get; init; }
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required string TopicArn { get; set; }

    /// <summary>By the account's clock.</summary>
    public required DateTimeOffset FiredAt { get; set; }
    public required DateTimeOffset ReceivedAt { get; set; }

    /// <summary>Through a queue that is asked, not through the webhook.</summary>
    public required bool IsFromQueue { get; set; }

    /// <summary>Row version: of two at once the later one stays.</summary>
    public long Version { get; set; }
}
