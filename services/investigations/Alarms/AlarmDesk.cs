using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;

namespace CauseFlow.Investigations.Alarms;

/// <summary>
/// What alarms do to incidents. Every message may come first and may come late: state follows the alarms' own times,
/// never arrival. Nothing is saved here; the caller commits.
/// </summary>
public sealed class AlarmDesk(InvestigationsDbContext db, IncidentDesk incidents, Timeline timeline)
{
    /// <summary>A start this soon after the arrival is the decision's own time, not a wait.</summary>
    private static readonly TimeSpan DecisionTime = TimeSpan.FromSeconds(5);

    /// <summary>A transition of an alarm. One that belongs to no incident yet comes again when it does.</summary>
    public async Task RecordAsync(AlarmStateChanged message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.IncidentId is not { } incidentId)
        {
            return;
        }

        var alarm = message.Alarm;
        var incident = await incidents.FindOrOpenAsync(
            message.TenantId, incidentId, message.IncidentKey, alarm, cancellationToken);
        timeline.Add(incident, message.InvestigationId, alarm.StateChangedAt, TimelineKinds.AlarmStateChanged,
            $"{alarm.Name} is {EnumWords.Of(alarm.State)}",
            new { alarmId = alarm.Id, alarm.State, alarm.PreviousState, alarm.Reason });
        if (message.StartsAt is { } startsAt && startsAt > message.ReceivedAt + DecisionTime)
        {
            timeline.Add(incident, message.InvestigationId, message.ReceivedAt, TimelineKinds.Waiting,
                "The investigation waits: start rate", new { reason = "start_rate", startsAt });
        }

        await KeepAsync(incident, alarm, message.IncidentKey, cancellationToken);
        await KeepTransitionAsync(incident, alarm, cancellationToken);
        if (alarm.State == AlarmState.Alarm)
        {
            incidents.Fire(incident, alarm);
        }

        incidents.Touch(incident);
    }

    /// <summary>All alarms of the group are OK; without effect when one of them has fired again since.</summary>
    public async Task ResolveAsync(AlarmGroupResolved message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var incident = await incidents.FindOrOpenAsync(
            message.TenantId, message.IncidentId, null, null, cancellationToken);
        incidents.Resolve(incident, message.AsOf);
        incidents.Touch(incident);
    }

    private async Task KeepAsync(IncidentRow incident, AlarmFact alarm, string key, CancellationToken cancellationToken)
    {
        var row = await db.IncidentAlarms.FindAsync([incident.TenantId, incident.Id, alarm.Id], cancellationToken);
        if (row is null)
        {
            incident.AlarmCount++;
            row = new IncidentAlarmRow
            {
                TenantId = incident.TenantId,
                IncidentId = incident.Id,
                AlarmId = alarm.Id,
                StateChangedAt = alarm.StateChangedAt,
                Fact = alarm,
                IncidentKey = key,
            };
            db.IncidentAlarms.Add(row);
        }
        else if (alarm.StateChangedAt > row.StateChangedAt)
        {
            row.StateChangedAt = alarm.StateChangedAt;
            row.Fact = alarm;
        }

        if (alarm.State == AlarmState.Alarm)
        {
            row.Firing = row.Firing is { } known && known.StateChangedAt >= alarm.StateChangedAt ? known : alarm;
            row.FirstFiredAt = row.FirstFiredAt is { } first && first <= alarm.StateChangedAt
                ? first
                : alarm.StateChangedAt;
        }
    }

    private async Task KeepTransitionAsync(IncidentRow incident, AlarmFact alarm, CancellationToken cancellationToken)
    {
        object[] key = [incident.TenantId, incident.Id, alarm.Id, alarm.StateChangedAt, alarm.State];
        if (await db.AlarmTransitions.FindAsync(key, cancellationToken) is null)
        {
            db.AlarmTransitions.Add(new AlarmTransitionRow
            {
                TenantId = incident.TenantId,
                IncidentId = incident.Id,
                AlarmId = alarm.Id,
                At = alarm.StateChangedAt,
                State = alarm.State,
                PreviousState = alarm.PreviousState,
                Reason = alarm.Reason,
            });
        }
    }
}
