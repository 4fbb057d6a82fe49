using CauseFlow.Contracts;
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
    IngestionDbContext db, FiringHistory history, Outbox<IngestionDbContext> outbox, IOptions<IngestionOptions> options,
    TimeProvider time)
{
    private readonly IngestionOptions _options = options.Value;

    /// <summary>Adds nothing when this transition is known already, however it came.</summary>
    public async Task<FiringOutcome> RecordAsync(
        string tenantId, AlarmFact alarm, string deliveryId, DateTimeOffset receivedAt, CancellationToken token)
    {
        var at = Transition.ToSecond(alarm.StateChangedAt);
        if (await db.Firings.AnyAsync(
            f => f.TenantId == tenantId && f.AlarmId == alarm.Id && f.State == alarm.State && f.StateChangedAt == at,
            token))
        {
            return new FiringOutcome(IsNew: false, Starts: false);
        }

        var firing = new Firing
        {
            TenantId = tenantId,
            AlarmId = alarm.Id,
            State = alarm.State,
            StateChangedAt = at,
            IncidentKey = IncidentKey.Of(tenantId, alarm),
            Alarm = alarm,
            DeliveryId = deliveryId,
            ReceivedAt = receivedAt,
        };
        await TouchKeyAsync(firing, token);
        var groups = await history.GroupsAsync(firing, token);
        var waiting = await history.WaitingAsync(firing, token);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var decision = GroupDecision.Decide(
            firing.Transition, groups, [.. waiting.Select(w => w.Transition)],
            (openedAt, canReopen) => AlarmGroup.Open(
                Ids.New("inc", time), tenantId, firing.IncidentKey, openedAt, canReopen),
            now, _options.GroupingRules);
        db.Firings.Add(firing);
        await ApplyAsync(decision, firing, waiting, now, token);
        return new FiringOutcome(IsNew: true, decision.Starts);
    }

    private async Task ApplyAsync(
        GroupDecision decision, Firing firing, List<Firing> waiting, DateTimeOffset now, CancellationToken token)
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
        var start = decision.Starts ? await StartAsync(firing, now, token) : null;
        outbox.Add(Changed(firing, start));
        foreach (var attached in waiting.Where(w => decision.Attached.Contains(w.Transition)))
        {
            // Announced before without an incident; now it has one.
            attached.IncidentId = firing.IncidentId;
            outbox.Add(Changed(attached, null));
        }
    }

    private async Task<InvestigationRequested> StartAsync(Firing firing, DateTimeOffset now, CancellationToken token)
    {
        var dueAt = await StartRate.TakeAsync(db, firing.TenantId, _options.MaxStartsPerMinute, now, token);
        var requested = new InvestigationRequested
        {
            TenantId = firing.TenantId,
            InvestigationId = Ids.New("inv", time),
            IncidentId = firing.IncidentId!,
            IncidentKey = firing.IncidentKey,
            Trigger = InvestigationTrigger.Alarm,
            Alarm = firing.Alarm,
            Window = Windows.Of(firing.Alarm.StateChangedAt, dueAt ?? now),
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

    private async Task TouchKeyAsync(Firing firing, CancellationToken token)
    {
        var key = await db.IncidentKeys.SingleOrDefaultAsync(row => row.IncidentKey == firing.IncidentKey, token);
        if (key is null)
        {
            db.IncidentKeys.Add(new IncidentKeyLock { IncidentKey = firing.IncidentKey, TenantId = firing.TenantId });
        }
        else
        {
            key.Version++;
        }
    }
}

/// <summary>What recording a transition did.</summary>
public sealed record FiringOutcome(bool IsNew, bool Starts);
