namespace CauseFlow.Contracts;

/// <summary>
/// collector-aws → ingestion: state changes that CloudWatch's alarm history holds, whether they arrived or not. A look at one
/// integration comes in parts, numbered from 1; the last one says how the look ended.
/// </summary>
public sealed record AlarmHistoryObserved : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string IntegrationId { get; init; }

    /// <summary>The lease of the look.</summary>
    public required string LeaseId { get; init; }

    /// <summary>The integration's account: alarms of any other are dropped.</summary>
    public required string Account { get; init; }

    /// <summary>1, 2, 3 …</summary>
    public required int Part { get; init; }

    /// <summary>No part follows.</summary>
    public required bool IsLast { get; init; }
    public required IReadOnlyList<ObservedAlarm> Alarms { get; init; }

    /// <summary>
    /// Last part only: until when the history of every region was read; null when a region could not be read.
    /// </summary>
    public DateTimeOffset? ReadUntil { get; init; }

    /// <summary>Last part only: why something could not be read.</summary>
    public RefusalReason? Reason { get; init; }

    /// <summary>The same in a sentence, redacted.</summary>
    public string? Message { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }
    public required DateTimeOffset ObservedAt { get; init; }
}
