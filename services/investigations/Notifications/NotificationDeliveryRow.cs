namespace CauseFlow.Investigations.Notifications;

/// <summary>One event on its way to one channel.</summary>
public sealed class NotificationDeliveryRow
{
    public long Seq { get; set; }

    /// <summary><c>ntf_</c> + ULID; the same on every attempt, so that a receiver can tell a repetition.</summary>
    public required string Id { get; init; }
    public required string TenantId { get; init; }
    public required string EventId { get; init; }
    public required string ChannelId { get; init; }
    public required string ChannelName { get; init; }
    public required ChannelKind Kind { get; init; }
    public required NotificationEvent Event { get; init; }

    /// <summary>Null for a test.</summary>
    public string? IncidentId { get; init; }
    public required DeliveryState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>HTTP status of the last attempt; null when no answer came.</summary>
    public int? LastStatus { get; set; }

    /// <summary>Why the last attempt failed, a stable word.</summary>
    public string? LastError { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null when nothing is left to do.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }
    public required DateTimeOffset GiveUpAt { get; init; }

    /// <summary>Until when one replica has it to send.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What is told; gone when nothing is left to do.</summary>
    public NotificationContent? Content { get; set; }
}
