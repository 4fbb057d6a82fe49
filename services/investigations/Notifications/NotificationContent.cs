using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Notifications;

/// <summary>
/// What a message says, whatever the channel: enough to decide at night whether to get up. Every text is one line without
/// characters that reorder or hide others; what a channel's markup would make of it is the channel's to escape.
/// </summary>
public sealed record NotificationContent
{
    public required NotificationEvent Event { get; init; }
    public required string IncidentId { get; init; }
    public required string Title { get; init; }
    public required IncidentSeverity Severity { get; init; }
    public required string Status { get; init; }
    public required string Source { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>One sentence: what happened.</summary>
    public required string Headline { get; init; }

    /// <summary>The most likely cause, in one sentence; null where there is none.</summary>
    public string? Cause { get; init; }
    public string? Category { get; init; }
    public string? Resource { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>At most three.</summary>
    public required IReadOnlyList<string> Facts { get; init; }
    public string? NextStep { get; init; }

    /// <summary>The incident's page; null while the operator has not said where it is.</summary>
    public Uri? Link { get; init; }
}
