namespace CauseFlow.Contracts;

/// <summary>ingestion → credential-broker: what one part of a look at alarm history turned out to hold that never arrived.</summary>
public sealed record AlarmHistoryChecked : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string IntegrationId { get; init; }

    /// <summary>The lease of the look.</summary>
    public required string LeaseId { get; init; }

    /// <summary>As in <see cref="AlarmHistoryObserved"/>.</summary>
    public required int Part { get; init; }
    public required bool IsLast { get; init; }

    /// <summary>State changes that should have arrived: their alarm tells an accepted topic of them.</summary>
    public required int Expected { get; init; }

    /// <summary>Of those, how many had not; each of them is being processed now.</summary>
    public required int Missed { get; init; }

    /// <summary>The newest of the missed, at most 20.</summary>
    public required IReadOnlyList<MissedTransition> Newest { get; init; }

    /// <summary>As in <see cref="AlarmHistoryObserved"/>.</summary>
    public DateTimeOffset? ReadUntil { get; init; }
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }
    public required DateTimeOffset CheckedAt { get; init; }
}
