using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Reconciling;

/// <summary>What is known of an integration's alarm history; kept while reconciling is off, so that it goes on where it was.</summary>
public sealed record ReconcileState
{
    private const int MaxRecent = 20;

    /// <summary>Until when the history of every region has been compared; null before the first look has ended.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When a look ended last, well or not.</summary>
    public DateTimeOffset? LastLookAt { get; init; }

    /// <summary>Looks since the first.</summary>
    public long Looks { get; init; }

    /// <summary>State changes in all looks that should have arrived; those of overlapping looks count again.</summary>
    public long Expected { get; init; }

    /// <summary>State changes in all looks that had not arrived.</summary>
    public long Missed { get; init; }

    /// <summary>Of the last look.</summary>
    public int LastMissed { get; init; }

    /// <summary>The newest that were missed.</summary>
    public IReadOnlyList<MissedTransition> Recent { get; init; } = [];

    /// <summary>Looks in a row that could not read everything.</summary>
    public int Failures { get; init; }
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }

    /// <summary>After a look whose parts are all in.</summary>
    public ReconcileState After(HistoryLookResult look, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(look);
        return this with
        {
            Until = look.ReadUntil is { } until && until > (Until ?? DateTimeOffset.MinValue) ? until : Until,
            LastLookAt = now, Looks = Looks + 1, Expected = Expected + look.Expected, Missed = Missed + look.Missed,
            LastMissed = look.Missed,
            Recent = [.. look.Newest.Concat(Recent).OrderByDescending(missed => missed.StateChangedAt).Take(MaxRecent)],
            Failures = look.Reason is null ? 0 : Failures + 1, Reason = look.Reason, Message = look.Message, Remedy = look.Remedy,
        };
    }

    /// <summary>After a look that nobody answered.</summary>
    public ReconcileState Unanswered(string collector, DateTimeOffset now) => this with
    {
        LastLookAt = now, LastMissed = 0, Failures = Failures + 1, Reason = RefusalReason.ProviderUnreachable,
        Message = "No collector told in time what the alarm history holds.",
        Remedy = $"Check that {collector} is running and reaches the bus; the next look begins where the last one ended.",
    };
}
