using CauseFlow.Contracts;

namespace CauseFlow.CredentialBroker.Reconciling;

/// <summary>The parts of one look at alarm history that are in; a collector that began again sends some twice.</summary>
public sealed record HistoryLookResult
{
    private const int MaxNewest = 20;

    /// <summary>Numbers of the parts.</summary>
    public IReadOnlyList<int> Parts { get; init; } = [];

    /// <summary>The number of the last one; null before it is in.</summary>
    public int? Last { get; init; }
    public int Expected { get; init; }
    public int Missed { get; init; }
    public IReadOnlyList<MissedTransition> Newest { get; init; } = [];
    public DateTimeOffset? ReadUntil { get; init; }
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }

    /// <summary>All parts are in.</summary>
    public bool IsComplete => Last is { } last && Enumerable.Range(1, last).All(Parts.Contains);

    /// <summary>With one part more.</summary>
    public HistoryLookResult With(AlarmHistoryChecked part)
    {
        ArgumentNullException.ThrowIfNull(part);
        var result = this with
        {
            Parts = [.. Parts.Append(part.Part).Distinct().Order()],
            Expected = Expected + part.Expected, Missed = Missed + part.Missed,
            Newest = [.. part.Newest.Concat(Newest).OrderByDescending(missed => missed.StateChangedAt).Take(MaxNewest)],
        };
        return part.IsLast
            ? result with
            {
                Last = part.Part, ReadUntil = part.ReadUntil, Reason = part.Reason, Message = part.Message, Remedy = part.Remedy,
            }
            : result;
    }
}
