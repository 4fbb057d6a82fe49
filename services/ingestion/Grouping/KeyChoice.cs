using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>Under which key a transition is decided.</summary>
/// <param name="Key">An incident key.</param>
/// <param name="Group">The group that it was chosen for, if any: the decision has to look at it.</param>
public sealed record ChosenKey(string Key, AlarmGroup? Group = null);

/// <summary>
/// Which incident key a transition is decided under. Nearly always <see cref="IncidentKey.Of"/>; but an alarm's end
/// goes where its beginning went, and a composite alarm, which watches other alarms and no resource, goes where they
/// are. For an ALARM in this order: the open incident that the alarm is in; the open incident of its own key; of a
/// composite alarm, the open incident of the first alarm that it names; the open incident of a composite alarm that
/// names it; the incident that it was in and that can re-open; of a composite alarm, the key of the first alarm that
/// triggered it, where that is known; its own key.
/// </summary>
public sealed class KeyChoice(IngestionDbContext db)
{
    private const int MaxComposites = 100;

    public async Task<ChosenKey> OfAsync(
        string tenantId, AlarmFact alarm, DateTimeOffset at, TimeSpan coolDown, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        var own = IncidentKey.Of(tenantId, alarm);
        if (alarm.State != AlarmState.Alarm)
        {
            return await GroupOfLastAlarmAsync(tenantId, alarm.Id, at, token) is { } ending
                ? new ChosenKey(ending.IncidentKey, ending) : new ChosenKey(own);
        }

        var last = (await LastAsync(tenantId, [alarm.Id], token)).GetValueOrDefault(alarm.Id);
        if (IsOpen(last, at, coolDown))
        {
            return new ChosenKey(last!.Group!.IncidentKey, last.Group);
        }

        if (await db.Groups.AnyAsync(group => group.OpenKey == own && group.Status == GroupStatus.Open, token))
        {
            return new ChosenKey(own);
        }

        var named = CompositeRule.IsComposite(alarm) ? CompositeRule.NamedBy(alarm) : [];
        var children = named.Count == 0 ? [] : await LastAsync(tenantId, named, token);
        var open = named.Select(id => children.GetValueOrDefault(id))
            .FirstOrDefault(child => IsOpen(child, at, coolDown))?.Group;
        if (open is not null)
        {
            return new ChosenKey(open.IncidentKey, open);
        }

        if (await OfCompositeAsync(tenantId, alarm, own, at, coolDown, token) is { } joined)
        {
            return joined;
        }

        if (last?.Group is { CanReopen: true } resolved && resolved.Covers(at, coolDown))
        {
            return new ChosenKey(resolved.IncidentKey, resolved);
        }

        var triggering = named.Count == 0 ? null
            : CompositeRule.TriggeringOf(alarm).Select(id => children.GetValueOrDefault(id))
                .FirstOrDefault(known => known is not null);
        return new ChosenKey(triggering?.Key ?? own);
    }

    /// <summary>
    /// An incident that a composite alarm opened before anything was known of the alarms that it names is about the
    /// resource of the first of them that comes: it is then found under that one's key by all other alarms of the
    /// resource.
    /// </summary>
    private async Task<ChosenKey?> OfCompositeAsync(
        string tenantId, AlarmFact alarm, string own, DateTimeOffset at, TimeSpan coolDown, CancellationToken token)
    {
        var composites = await db.CompositeLinks
            .Where(link => link.TenantId == tenantId && link.ChildId == alarm.Id)
            .OrderByDescending(link => link.SeenAt).ThenBy(link => link.CompositeId)
            .Select(link => link.CompositeId).Take(MaxComposites).ToListAsync(token);
        var last = composites.Count == 0 ? [] : await LastAsync(tenantId, composites, token);
        var (id, composite) = last.Where(pair => IsOpen(pair.Value, at, coolDown))
            .OrderBy(pair => pair.Value.Group!.OpenedAt).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .FirstOrDefault();
        if (composite?.Group is not { } group)
        {
            return null;
        }

        if (group.IncidentKey != IncidentKey.OfAlarm(tenantId, alarm, id))
        {
            return new ChosenKey(group.IncidentKey, group);
        }

        // Nothing of this key is open, as was asked before; what could re-open gives way to the open incident.
        (await db.Groups.SingleOrDefaultAsync(other => other.OpenKey == own, token))?.Supersede();
        group.Rekey(own);
        return new ChosenKey(own, group);
    }

    private static bool IsOpen(LastAlarm? last, DateTimeOffset at, TimeSpan coolDown) =>
        last?.Group is { CanReopen: true, Status: GroupStatus.Open } group && group.Covers(at, coolDown);

    private Task<AlarmGroup?> GroupOfLastAlarmAsync(
        string tenantId, string alarmId, DateTimeOffset at, CancellationToken token) =>
        db.Firings
            .Where(firing => firing.TenantId == tenantId && firing.AlarmId == alarmId
                && firing.State == AlarmState.Alarm && firing.StateChangedAt < at)
            .OrderByDescending(firing => firing.StateChangedAt).Take(1)
            .Join(db.Groups, firing => firing.IncidentId, group => group.IncidentId, (firing, group) => group)
            .FirstOrDefaultAsync(token);

    /// <summary>Of each alarm the last ALARM, and the group that it is in.</summary>
    private async Task<Dictionary<string, LastAlarm>> LastAsync(
        string tenantId, IReadOnlyList<string> alarmIds, CancellationToken token)
    {
        var ids = alarmIds.ToList();
        var alarms = db.Firings.Where(firing => firing.TenantId == tenantId && ids.Contains(firing.AlarmId)
            && firing.State == AlarmState.Alarm);
        var rows = await alarms
            .Where(firing => firing.StateChangedAt == alarms
                .Where(other => other.AlarmId == firing.AlarmId).Max(other => other.StateChangedAt))
            .Select(firing => new
            {
                firing.AlarmId,
                firing.IncidentKey,
                Group = db.Groups.FirstOrDefault(group => group.IncidentId == firing.IncidentId),
            })
            .ToListAsync(token);
        return rows.ToDictionary(
            row => row.AlarmId, row => new LastAlarm(row.IncidentKey, row.Group), StringComparer.Ordinal);
    }

    private sealed record LastAlarm(string Key, AlarmGroup? Group);
}
