using CauseFlow.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// What a decision has to know of earlier transitions, in a bounded number of rows: an alarm that has flapped ten
/// thousand times is decided as fast as a new one.
/// </summary>
public sealed class FiringHistory(IngestionDbContext db)
{
    private const int MaxPastGroups = 5;

    /// <summary>Transitions of one alarm that may wait without an incident and still be attached to one.</summary>
    private const int MaxWaiting = 500;

    /// <summary>
    /// The groups of the firing's key, the one that can re-open first. Of each alarm in a group only those transitions
    /// are read on which <see cref="GroupTimeline"/> and <see cref="GroupDecision"/> depend: the first and the last
    /// ALARM, the first OK after the last, and of the firing's own alarm the last ALARM before it and the first OK after
    /// it, which an ALARM that comes late has been overtaken by.
    /// </summary>
    /// <param name="firing">What is about to be decided.</param>
    /// <param name="chosen">A group that is among them whatever its place; its key may not have been saved yet.</param>
    /// <param name="token">Stops the reading.</param>
    public async Task<List<GroupFirings>> GroupsAsync(Firing firing, AlarmGroup? chosen, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(firing);
        var groups = await db.Groups.Where(group => group.IncidentKey == firing.IncidentKey)
            .OrderByDescending(group => group.OpenKey != null).ThenByDescending(group => group.OpenedAt)
            .Take(1 + MaxPastGroups).ToListAsync(token);
        if (chosen is not null && !groups.Contains(chosen))
        {
            groups.Insert(0, chosen);
        }

        if (groups.Count == 0)
        {
            return [];
        }

        var ids = groups.ConvertAll(group => group.IncidentId);
        var transitions = (await TransitionsAsync(ids, token))
            .Concat(await OwnAlarmsBeforeAsync(ids, firing, token))
            .Concat(await OwnEndsAfterAsync(ids, firing, token))
            .ToLookup(pair => pair.IncidentId, pair => pair.Transition);
        return [.. groups.Select(group => new GroupFirings(group, [.. transitions[group.IncidentId].Distinct()]))];
    }

    /// <summary>The same for one group, whatever its key.</summary>
    public async Task<IReadOnlyList<Transition>> OfGroupAsync(string incidentId, CancellationToken token) =>
        [.. (await TransitionsAsync([incidentId], token)).Select(pair => pair.Transition)];

    /// <summary>
    /// Later transitions of the firing's alarm that are in no incident; only an ALARM can give them one.
    /// </summary>
    public async Task<List<Firing>> WaitingAsync(Firing firing, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(firing);
        return firing.State != AlarmState.Alarm
            ? []
            : await db.Firings.Where(other => other.TenantId == firing.TenantId && other.AlarmId == firing.AlarmId
                    && other.IncidentId == null && other.StateChangedAt >= firing.StateChangedAt)
                .OrderBy(other => other.StateChangedAt).Take(MaxWaiting).ToListAsync(token);
    }

    private async Task<IEnumerable<(string IncidentId, Transition Transition)>> TransitionsAsync(
        List<string> ids, CancellationToken token)
    {
        var alarms = await db.Firings.Where(f => ids.Contains(f.IncidentId!) && f.State == AlarmState.Alarm)
            .GroupBy(f => new { f.IncidentId, f.AlarmId })
            .Select(g => new { g.Key.IncidentId, g.Key.AlarmId, First = g.Min(f => f.StateChangedAt), Last = g.Max(f => f.StateChangedAt) })
            .ToListAsync(token);
        var ends = await db.Firings
            .Where(f => ids.Contains(f.IncidentId!) && f.State == AlarmState.Ok && !db.Firings.Any(
                later => later.IncidentId == f.IncidentId && later.AlarmId == f.AlarmId && later.State == AlarmState.Alarm
                    && later.StateChangedAt >= f.StateChangedAt))
            .GroupBy(f => new { f.IncidentId, f.AlarmId })
            .Select(g => new { g.Key.IncidentId, g.Key.AlarmId, First = g.Min(f => f.StateChangedAt) })
            .ToListAsync(token);
        return alarms
            .SelectMany(row => new[] { row.First, row.Last }.Select(
                at => (row.IncidentId!, new Transition(row.AlarmId, AlarmState.Alarm, at))))
            .Concat(ends.Select(row => (row.IncidentId!, new Transition(row.AlarmId, AlarmState.Ok, row.First))));
    }

    private async Task<IEnumerable<(string IncidentId, Transition Transition)>> OwnAlarmsBeforeAsync(
        List<string> ids, Firing firing, CancellationToken token)
    {
        var rows = await db.Firings
            .Where(f => ids.Contains(f.IncidentId!) && f.AlarmId == firing.AlarmId && f.State == AlarmState.Alarm
                && f.StateChangedAt < firing.StateChangedAt)
            .GroupBy(f => f.IncidentId).Select(g => new { IncidentId = g.Key, Last = g.Max(f => f.StateChangedAt) })
            .ToListAsync(token);
        return rows.Select(row => (row.IncidentId!, new Transition(firing.AlarmId, AlarmState.Alarm, row.Last)));
    }

    private async Task<IEnumerable<(string IncidentId, Transition Transition)>> OwnEndsAfterAsync(
        List<string> ids, Firing firing, CancellationToken token)
    {
        if (firing.State != AlarmState.Alarm)
        {
            return [];
        }

        var rows = await db.Firings
            .Where(f => ids.Contains(f.IncidentId!) && f.AlarmId == firing.AlarmId && f.State == AlarmState.Ok
                && f.StateChangedAt > firing.StateChangedAt)
            .GroupBy(f => f.IncidentId).Select(g => new { IncidentId = g.Key, First = g.Min(f => f.StateChangedAt) })
            .ToListAsync(token);
        return rows.Select(row => (row.IncidentId!, new Transition(firing.AlarmId, AlarmState.Ok, row.First)));
    }
}
