namespace CauseFlow.Contracts;

/// <summary>collector-aws → credential-broker: a spell of reading alarms from a customer's queue has ended, and how.</summary>
public sealed record QueueIntakeEnded : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string IntegrationId { get; init; }

    /// <summary>The lease of the spell.</summary>
    public required string LeaseId { get; init; }

    /// <summary>Messages that were received.</summary>
    public required int Received { get; init; }

    /// <summary>Messages that ingestion stored and that were deleted.</summary>
    public required int Taken { get; init; }

    /// <summary>Messages that can never be taken, such as of a foreign signature: they stay, and the queue's own rules deal with them.</summary>
    public required int Refused { get; init; }

    /// <summary>When a message was taken last; null for none.</summary>
    public DateTimeOffset? LastTakenAt { get; init; }

    /// <summary>The calls of the lease are spent and messages are left: the next spell may begin at once.</summary>
    public bool IsSpent { get; init; }

    /// <summary>Why it ended before its time; null when it did not.</summary>
    public RefusalReason? Reason { get; init; }

    /// <summary>The same in a sentence, redacted.</summary>
    public string? Message { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
}
