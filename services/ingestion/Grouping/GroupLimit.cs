using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// Bounds what one incident keeps, because each decision reads it: whoever may publish to a topic could otherwise make
/// the decisions of all tenants slow. What changes how the incident stands is still recorded when it is full.
/// </summary>
public static class GroupLimit
{
    public const int MaxAlarms = 500;
    public const int MaxFirings = 5_000;

    /// <summary>The alarm has changed so often that this change tells nothing more.</summary>
    public const string Flapping = "flapping";

    /// <summary>One alarm more than an incident may have.</summary>
    public const string IncidentFull = "incident_full";

    private const int MaxThinned = 100;

    /// <summary>Why the group does not take the transition; null when it does.</summary>
    public static string? Refusal(GroupFirings target, Transition transition)
    {
        ArgumentNullException.ThrowIfNull(target);
        var own = target.Transitions.Where(other => other.AlarmId == transition.AlarmId).ToList();
        if (!own.Exists(other => other.State == AlarmState.Alarm) && target.Group.AlarmCount >= MaxAlarms)
        {
            return IncidentFull;
        }

        return target.Group.FiringCount >= MaxFirings && !Matters(transition, own) ? Flapping : null;
    }

    /// <summary>
    /// Makes room in a full group: transitions of the alarm between its first and its last ALARM say nothing any more.
    /// </summary>
    public static async Task ThinAsync(
        IngestionDbContext db, GroupFirings target, Transition transition, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(target);
        var (alarmId, incidentId) = (transition.AlarmId, target.Group.IncidentId);
        var alarms = target.Transitions.Where(other => other.AlarmId == alarmId && other.State == AlarmState.Alarm)
            .Select(other => other.At).ToList();
        if (target.Group.FiringCount < MaxFirings || alarms.Count == 0)
        {
            return;
        }

        var (first, last) = (alarms.Min(), alarms.Max());
        var between = await db.Firings
            .Where(row => row.IncidentId == incidentId && row.AlarmId == alarmId && row.StateChangedAt > first
                && row.StateChangedAt < last)
            .OrderBy(row => row.StateChangedAt).Take(MaxThinned).ToListAsync(token);
        db.Firings.RemoveRange(between);
        target.Group.Count(firings: -between.Count, alarms: 0);
    }

    /// <summary>True when the incident's begin or the alarm's present state depends on it.</summary>
    private static bool Matters(Transition transition, List<Transition> own)
    {
        var alarms = own.Where(other => other.State == AlarmState.Alarm).Order().ToList();
        if (alarms.Count == 0)
        {
            return true;
        }

        var (first, last) = (alarms[0], alarms[^1]);
        var ends = own.Where(other => other.State == AlarmState.Ok && other > last).Order().Take(1).ToList();
        return transition.State switch
        {
            AlarmState.Alarm => transition < first || (ends.Count > 0 && transition > ends[0]),
            AlarmState.Ok => transition > last && (ends.Count == 0 || transition < ends[0]),
            _ => false,
        };
    }
}
