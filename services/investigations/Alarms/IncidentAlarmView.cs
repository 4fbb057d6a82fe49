using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;

namespace CauseFlow.Investigations.Alarms;

/// <summary>An alarm of an incident: its latest state, what led there, and why it belongs to this incident.</summary>
/// <param name="Alarm">The latest state by state-change time.</param>
/// <param name="FirstFiredAt">Null for an alarm that has not fired in this incident.</param>
/// <param name="Grouping"><c>opened_incident</c>, <c>same_resource</c> or <c>joined_by_ingestion</c>.</param>
/// <param name="Why">The grouping as a sentence.</param>
/// <param name="History">State changes, the latest 100, the earliest first.</param>
public sealed record IncidentAlarmView(
    AlarmFact Alarm, DateTimeOffset? FirstFiredAt, string Grouping, string Why,
    IReadOnlyList<AlarmTransitionView> History)
{
    private const int MaxHistory = 100;

    public static IncidentAlarmView Of(
        IncidentRow incident, IncidentAlarmRow row, IEnumerable<AlarmTransitionRow> transitions)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(row);
        var (grouping, why) = GroupingOf(incident, row);
        return new(row.Fact, row.FirstFiredAt, grouping, why,
            [.. transitions.OrderBy(step => step.At).TakeLast(MaxHistory)
                .Select(step => new AlarmTransitionView(step.At, step.State, step.PreviousState, step.Reason))]);
    }

    private static (string Grouping, string Why) GroupingOf(IncidentRow incident, IncidentAlarmRow row)
    {
        if (row.FirstFiredAt is { } firedAt && firedAt == incident.FiredAt)
        {
            return ("opened_incident", "It fired first, and the incident is named after it.");
        }

        if (row.IncidentKey != incident.IncidentKey)
        {
            return ("joined_by_ingestion",
                "Ingestion put it into this incident under another key than that of the first alarm.");
        }

        return ("same_resource",
            $"It watches the same resource as the alarm that opened the incident ({CloudWords.SubjectOf(row.Fact)}, "
            + $"{CloudWords.PlaceOf(row.Fact)}).");
    }
}

/// <summary>One state change.</summary>
public sealed record AlarmTransitionView(
    DateTimeOffset At, AlarmState State, AlarmState? PreviousState, string? Reason);
