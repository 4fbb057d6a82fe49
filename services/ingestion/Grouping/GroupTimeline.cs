using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// What a set of transitions says about their incident. It is computed from the whole set each time, so that neither
/// the order nor the number of arrivals can matter.
/// </summary>
public sealed record GroupTimeline
{
    /// <summary>The earliest ALARM; null when the set has none.</summary>
    public DateTimeOffset? OpenedAt { get; private init; }

    /// <summary>Since when (state-change time) nothing of the set is in ALARM; null while something is.</summary>
    public DateTimeOffset? QuietSince { get; private init; }

    /// <summary>Alarms that are in ALARM, in order of their ids.</summary>
    public required IReadOnlyList<string> Firing { get; init; }

    /// <param name="transitions">The transitions of one incident, in any order, with or without repetition.</param>
    /// <param name="endedByPersonAt">ALARMs up to this instant no longer count: a person ended the incident.</param>
    public static GroupTimeline Of(IEnumerable<Transition> transitions, DateTimeOffset? endedByPersonAt)
    {
        var alarms = transitions.GroupBy(transition => transition.AlarmId, StringComparer.Ordinal)
            .Select(alarm => (Id: alarm.Key, Phase: Phase(alarm, endedByPersonAt)))
            .Where(alarm => alarm.Phase is not null).ToList();
        var firing = alarms.Where(alarm => alarm.Phase!.Value.QuietAt is null)
            .Select(alarm => alarm.Id).Order(StringComparer.Ordinal).ToList();
        return new GroupTimeline
        {
            OpenedAt = alarms.Count == 0 ? null : alarms.Min(alarm => alarm.Phase!.Value.OpenedAt),
            QuietSince = alarms.Count == 0 || firing.Count > 0 ? null : alarms.Max(alarm => alarm.Phase!.Value.QuietAt),
            Firing = firing,
        };
    }

    /// <summary>First ALARM of one alarm, and the first OK after its last one. INSUFFICIENT_DATA ends nothing.</summary>
    private static (DateTimeOffset OpenedAt, DateTimeOffset? QuietAt)? Phase(
        IEnumerable<Transition> transitions, DateTimeOffset? endedByPersonAt)
    {
        DateTimeOffset? opened = null;
        DateTimeOffset? quiet = null;
        foreach (var transition in transitions.Order())
        {
            if (transition.State == AlarmState.Alarm)
            {
                opened ??= transition.At;
                quiet = transition.At <= endedByPersonAt ? endedByPersonAt : null;
            }
            else if (transition.State == AlarmState.Ok && opened is not null)
            {
                quiet ??= transition.At;
            }
        }

        return opened is null ? null : (opened.Value, quiet);
    }
}
