using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// Step two, decide: records a transition, lets <see cref="GroupDecision"/> say what it means, and puts group, firing
/// and messages on the same context. The caller saves, once.
/// </summary>
public sealed class FiringRecorder(
    IngestionDbContext db, KeyChoice keys, FiringHistory history, Outbox<IngestionDbContext> outbox,
    IOptions<IngestionOptions> options, TimeProvider time)
{
    private readonly IngestionOptions _options = options.Value;

    /// <summary>Adds nothing when this transition is known already, however it came.</summary>
    public async Task<FiringOutcome> RecordAsync(
        string tenantId, AlarmFact alarm, FiringOrigin origin, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(origin);
        var at = Transition.ToSecond(alarm.StateChangedAt);
        if (await db.Firings.AnyAsync(
            f => f.TenantId == tenantId && f.AlarmId == alarm.Id && f.State == alarm.State && f.StateChangedAt == at,
            token))
        {
            return new FiringOutcome(IsNew: false, Starts: false, IncidentId: null);
        }

        var now = time.GetUtcNow().TruncateToMicroseconds();
        var rules = _options.GroupingRules;
        var chosen = await keys.OfAsync(tenantId, alarm, at, rules.CoolDown, token);
        var firing = new Firing
        {
            TenantId = tenantId,
            AlarmId = alarm.Id,
            State = alarm.State,
            StateChangedAt = at,
            IncidentKey = chosen.Key,
            Alarm = alarm,
            DeliveryId = origin.DeliveryId,
            ReceivedAt = origin.ReceivedAt,
        };
        var groups = await history.GroupsAsync(firing, chosen.Group, token);
        var waiting = await history.WaitingAsync(firing, token);
        IReadOnlyList<Transition> waitingTransitions = [.. waiting.Select(w => w.Transition)];
        if (GroupDecision.TargetOf(firing.Transition, groups, waitingTransitions, rules) is { } target)
        {
            if (GroupLimit.Refusal(target, firing.Transition) is { } refusal)
            {
                return new FiringOutcome(IsNew: false, Starts: false, target.Group.IncidentId, refusal);
            }

            await GroupLimit.ThinAsync(db, target, firing.Transition, token);
        }

        await TouchKeysAsync(firing, now, token);
        await LinkAsync(firing, now, token);
        var decision = GroupDecision.Decide(
            firing.Transition, groups, waitingTransitions,
            (openedAt, canReopen) => AlarmGroup.Open(
                Ids.New("inc", time), tenantId, firing.IncidentKey, openedAt, canReopen),
            now, rules, origin.IsOver);
        db.Firings.Add(firing);
        decision.Group?.Count(
            firings: 1 + decision.Attached.Count,
            alarms: firing.State == AlarmState.Alarm && !IsIn(groups, decision.Group, firing.AlarmId) ? 1 : 0);
        await ApplyAsync(decision, firing, origin, waiting, now, token);
        return new FiringOutcome(IsNew: true, decision.Starts, firing.IncidentId);
    }

    private static bool IsIn(IEnumerable<GroupFirings> groups, AlarmGroup group, string alarmId) =>
        groups.Any(known => known.Group == group
            && known.Transitions.Any(other => other.AlarmId == alarmId && other.State == AlarmState.Alarm));

    private async Task ApplyAsync(
        GroupDecision decision, Firing firing, FiringOrigin origin, List<Firing> waiting, DateTimeOffset now,
        CancellationToken token)
    {
        if (decision is { IsNew: true, Group: { } opened })
        {
            db.Groups.Add(opened);
        }

        if (decision.Ended is { } ended)
        {
            outbox.Add(new AlarmGroupResolved
            {
                TenantId = ended.TenantId, IncidentId = ended.IncidentId, AsOf = ended.QuietSince ?? now,
            });
        }

        firing.IncidentId = decision.Group?.IncidentId;
        var start = decision.Starts ? await StartAsync(firing, origin, now, token) : null;
        outbox.Add(Changed(firing, start));
        foreach (var attached in waiting.Where(w => decision.Attached.Contains(w.Transition)))
        {
            // Announced before without an incident; now it has one.
            attached.IncidentId = firing.IncidentId;
            outbox.Add(Changed(attached, null));
        }
    }

    private async Task<InvestigationRequested> StartAsync(
        Firing firing, FiringOrigin origin, DateTimeOffset now, CancellationToken token)
    {
        var dueAt = await StartRate.TakeAsync(db, firing.TenantId, _options.MaxStartsPerMinute, now, token);
        var requested = new InvestigationRequested
        {
            TenantId = firing.TenantId,
            InvestigationId = Ids.New("inv", time),
            IncidentId = firing.IncidentId!,
            IncidentKey = firing.IncidentKey,
            Trigger = origin.IsBackfill ? InvestigationTrigger.Backfill : InvestigationTrigger.Alarm,
            Alarm = firing.Alarm,
            Window = InvestigationWindows.Of(firing.Alarm.StateChangedAt, dueAt ?? now),
            Pass = 1,
            RequestedAt = dueAt ?? now,
        };
        outbox.Add(requested, dueAt);
        return requested;
    }

    private static AlarmStateChanged Changed(Firing firing, InvestigationRequested? start) => new()
    {
        TenantId = firing.TenantId,
        IncidentId = firing.IncidentId,
        IncidentKey = firing.IncidentKey,
        Alarm = firing.Alarm,
        InvestigationId = start?.InvestigationId,
        StartsAt = start?.RequestedAt,
        ReceivedAt = firing.ReceivedAt,
    };

    private async Task TouchKeysAsync(Firing firing, DateTimeOffset now, CancellationToken token)
    {
        var (tenantId, alarm) = (firing.TenantId, firing.Alarm);
        var keys = ChildrenOf(firing).Append(alarm.Id).Select(id => IncidentKey.OfAlarm(tenantId, alarm, id))
            .Append(firing.IncidentKey).Append(IncidentKey.Of(tenantId, alarm))
            .Distinct(StringComparer.Ordinal).ToList();
        var known = await db.IncidentKeys.Where(row => keys.Contains(row.IncidentKey)).ToListAsync(token);
        foreach (var row in known)
        {
            row.UsedAt = now;
            row.Version++;
        }

        db.IncidentKeys.AddRange(keys.Except(known.Select(row => row.IncidentKey), StringComparer.Ordinal)
            .Select(key => new IncidentKeyLock { IncidentKey = key, TenantId = tenantId, UsedAt = now }));
    }

    /// <summary>An alarm that the composite alarm names and that comes later finds it by this.</summary>
    private async Task LinkAsync(Firing firing, DateTimeOffset now, CancellationToken token)
    {
        var children = ChildrenOf(firing);
        if (children.Count == 0)
        {
            return;
        }

        var known = await db.CompositeLinks
            .Where(link => link.TenantId == firing.TenantId && link.CompositeId == firing.AlarmId).ToListAsync(token);
        foreach (var link in known)
        {
            link.SeenAt = now;
        }

        db.CompositeLinks.RemoveRange(known.Where(link => !children.Contains(link.ChildId)));
        db.CompositeLinks.AddRange(children.Except(known.Select(link => link.ChildId), StringComparer.Ordinal)
            .Select(child => new CompositeLink
            {
                TenantId = firing.TenantId, ChildId = child, CompositeId = firing.AlarmId, SeenAt = now,
            }));
    }

    private static IReadOnlyList<string> ChildrenOf(Firing firing) =>
        firing.State == AlarmState.Alarm && CompositeRule.IsComposite(firing.Alarm)
            ? CompositeRule.NamedBy(firing.Alarm) : [];
}

/// <summary>What recording a transition did.</summary>
/// <param name="IsNew">False when it is known, or refused.</param>
/// <param name="Starts">An investigation starts.</param>
/// <param name="IncidentId">The incident that it belongs to, or that refused it.</param>
/// <param name="Refusal">Why a full incident did not take it; see <see cref="GroupLimit"/>.</param>
public sealed record FiringOutcome(bool IsNew, bool Starts, string? IncidentId, string? Refusal = null);
