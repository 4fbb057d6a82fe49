using CauseFlow.Contracts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// The life of an incident. Every message may come first and may come late: state follows the alarms' own times, never
/// arrival. Nothing is saved here; the caller commits.
/// </summary>
public sealed class IncidentDesk(InvestigationsDbContext db, Timeline timeline, TimeProvider time)
{
    private const string Untitled = "Incident";

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
        var incident = await FindOrOpenAsync(message.TenantId, incidentId, message.IncidentKey, alarm, cancellationToken);
        timeline.Add(message.TenantId, incidentId, message.InvestigationId, alarm.StateChangedAt, TimelineKinds.AlarmStateChanged,
            $"{alarm.Name} is {Word(alarm.State)}", new { alarmId = alarm.Id, alarm.State, alarm.PreviousState, alarm.Reason });
        if (message.StartsAt is { } startsAt && startsAt > message.ReceivedAt + DecisionTime)
        {
            timeline.Add(message.TenantId, incidentId, message.InvestigationId, message.ReceivedAt, TimelineKinds.Waiting,
                "The investigation waits: start rate", new { reason = "start_rate", startsAt });
        }

        await KeepLatestAsync(incident, alarm, cancellationToken);
        if (alarm.State == AlarmState.Alarm)
        {
            Fire(incident, alarm);
        }

        Touch(incident);
    }

    /// <summary>All alarms of the group are OK; ignored when one of them has fired again since.</summary>
    public async Task ResolveAsync(AlarmGroupResolved message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var incident = await FindOrOpenAsync(message.TenantId, message.IncidentId, null, null, cancellationToken);
        if (incident.ResolvedAt is null || message.AsOf > incident.ResolvedAt)
        {
            incident.ResolvedAt = message.AsOf;
        }

        if (ApplyStatus(incident) && incident.Status == IncidentStatus.Resolved)
        {
            incident.Resolution = "all alarms OK";
            timeline.Add(message.TenantId, message.IncidentId, null, message.AsOf, TimelineKinds.IncidentResolved, "All alarms are OK");
        }

        Touch(incident);
    }

    /// <summary>An investigation is asked for: the incident exists from here on, and the newest request is the one that counts.</summary>
    public async Task<IncidentRow> InvestigateAsync(InvestigationRequested request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var incident = await FindOrOpenAsync(request.TenantId, request.IncidentId, request.IncidentKey, request.Alarm, cancellationToken);
        if (incident.InvestigationRequestedAt is null || incident.InvestigationRequestedAt <= request.RequestedAt)
        {
            incident.InvestigationId = request.InvestigationId;
            incident.InvestigationRequestedAt = request.RequestedAt;
            incident.InvestigationState = InvestigationState.Running;
            incident.SetByPerson = incident.SetByPerson == IncidentStatus.Closed ? IncidentStatus.Closed : null;
            ApplyStatus(incident);
        }

        if (request.Alarm is { State: AlarmState.Alarm } alarm)
        {
            Fire(incident, alarm);
        }

        Touch(incident);
        return incident;
    }

    /// <summary>The incident that a verdict belongs to shows the first cause; insufficient gives it back to people as open.</summary>
    public async Task ConcludeAsync(
        string tenantId, string incidentId, string investigationId, Verdict verdict, ResourceRef? subject, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var incident = await FindAsync(tenantId, incidentId, cancellationToken);
        if (incident is null || incident.InvestigationId != investigationId)
        {
            return;
        }

        incident.Summary = verdict.Summary;
        incident.Confidence = verdict.Causes.Count > 0 ? verdict.Causes[0].Confidence : null;
        incident.Resource = verdict.Causes.Count > 0 ? verdict.Causes[0].Resource : subject ?? incident.Resource;
        incident.InvestigationState = verdict.Outcome == VerdictOutcome.Insufficient ? InvestigationState.GivenBack : InvestigationState.Concluded;
        ApplyStatus(incident);

        Touch(incident);
    }

    /// <summary>A cancelled investigation leaves the incident open.</summary>
    public async Task ReleaseAsync(string tenantId, string incidentId, string investigationId, CancellationToken cancellationToken)
    {
        var incident = await FindAsync(tenantId, incidentId, cancellationToken);
        if (incident?.InvestigationId == investigationId)
        {
            incident.InvestigationState = InvestigationState.GivenBack;
            ApplyStatus(incident);
            Touch(incident);
        }
    }

    /// <summary>What a person sets. Returns the message for ingestion when the status changed.</summary>
    public IncidentStatusChanged? Change(
        IncidentRow incident, IncidentStatus? status, IncidentSeverity? severity, string? reason, string person)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var now = Now();
        if (severity is { } wanted && (wanted != incident.Severity || incident.SeveritySource != SeverityRule.Person))
        {
            incident.Severity = wanted;
            incident.SeveritySource = SeverityRule.Person;
            timeline.Add(incident.TenantId, incident.Id, null, now, TimelineKinds.SeverityChanged, $"Severity set to {Word(wanted)}", new { person });
        }

        IncidentStatusChanged? message = null;
        if (status is { } next && next != incident.Status)
        {
            var kind = next switch
            {
                IncidentStatus.Resolved => TimelineKinds.IncidentResolved,
                IncidentStatus.Closed => TimelineKinds.IncidentClosed,
                _ => TimelineKinds.IncidentReopened,
            };
            incident.SetByPerson = next is IncidentStatus.Closed or IncidentStatus.Triaging ? next : null;
            incident.ResolvedAt = next == IncidentStatus.Resolved ? Later(now, incident.LastFiredAt) : next == IncidentStatus.Closed ? incident.ResolvedAt : null;
            incident.InvestigationState = next == IncidentStatus.Open ? InvestigationState.GivenBack : incident.InvestigationState;
            ApplyStatus(incident);
            incident.Resolution = next is IncidentStatus.Resolved or IncidentStatus.Closed ? reason ?? "resolved by a person" : null;
            timeline.Add(incident.TenantId, incident.Id, null, now, kind, $"Status set to {Word(next)}", new { person, reason });
            message = new() { TenantId = incident.TenantId, IncidentId = incident.Id, Status = next, ChangedAt = now };
        }

        Touch(incident);
        return message;
    }

    public async Task<IncidentRow?> FindAsync(string tenantId, string incidentId, CancellationToken cancellationToken) =>
        db.Incidents.Local.FirstOrDefault(row => row.Id == incidentId && row.TenantId == tenantId)
        ?? await db.Incidents.FirstOrDefaultAsync(row => row.Id == incidentId && row.TenantId == tenantId, cancellationToken);

    public void Touch(IncidentRow incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        incident.UpdatedAt = Now();
        incident.SearchText = $"{incident.Title} {incident.Id} {incident.Resource?.Name} {incident.Summary}".ToLowerInvariant();
        incident.Version++;
    }

    private async Task<IncidentRow> FindOrOpenAsync(
        string tenantId, string incidentId, string? key, AlarmFact? alarm, CancellationToken cancellationToken)
    {
        var incident = await FindAsync(tenantId, incidentId, cancellationToken);
        if (incident is null)
        {
            var now = Now();
            incident = new IncidentRow
            {
                Id = incidentId,
                TenantId = tenantId,
                Title = Untitled,
                Status = IncidentStatus.Open,
                Severity = IncidentSeverity.Medium,
                SeveritySource = SeverityRule.Default,
                Source = "manual",
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Incidents.Add(incident);
            timeline.Add(tenantId, incidentId, null, alarm?.StateChangedAt ?? now, TimelineKinds.IncidentOpened, "Incident opened");
        }

        incident.IncidentKey ??= key;
        if (alarm is { State: AlarmState.Alarm } && (incident.FiredAt is null || alarm.StateChangedAt < incident.FiredAt))
        {
            Describe(incident, alarm);
        }

        return incident;
    }

    /// <summary>Title, source and severity follow the alarm that fired first, unless a person has set the severity.</summary>
    private static void Describe(IncidentRow incident, AlarmFact alarm)
    {
        incident.FiredAt = alarm.StateChangedAt;
        incident.Title = alarm.Name;
        incident.Source = alarm.Provider == CloudProvider.Aws ? "cloudwatch" : Word(alarm.Provider);
        if (incident.SeveritySource != SeverityRule.Person)
        {
            (incident.Severity, incident.SeveritySource) = SeverityRule.Of(alarm.Name);
        }
    }

    private async Task KeepLatestAsync(IncidentRow incident, AlarmFact alarm, CancellationToken cancellationToken)
    {
        var known = await db.IncidentAlarms.FirstOrDefaultAsync(
            row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id && row.AlarmId == alarm.Id, cancellationToken);
        if (known is null)
        {
            incident.AlarmCount++;
            db.IncidentAlarms.Add(new IncidentAlarmRow
            {
                TenantId = incident.TenantId,
                IncidentId = incident.Id,
                AlarmId = alarm.Id,
                StateChangedAt = alarm.StateChangedAt,
                Fact = alarm,
            });
        }
        else if (alarm.StateChangedAt > known.StateChangedAt)
        {
            known.StateChangedAt = alarm.StateChangedAt;
            known.Fact = alarm;
        }
    }

    private void Fire(IncidentRow incident, AlarmFact alarm)
    {
        incident.LastFiredAt = Later(alarm.StateChangedAt, incident.LastFiredAt);
        if (ApplyStatus(incident) && incident.Resolution is not null)
        {
            incident.Resolution = null;
            timeline.Add(incident.TenantId, incident.Id, null, alarm.StateChangedAt, TimelineKinds.IncidentReopened, $"{alarm.Name} fired again");
        }
    }

    /// <summary>True when the status is another than before.</summary>
    private static bool ApplyStatus(IncidentRow incident)
    {
        var status = IncidentStatusRule.Of(incident);
        var isNew = status != incident.Status;
        incident.Status = status;
        if (status is not (IncidentStatus.Resolved or IncidentStatus.Closed))
        {
            incident.ResolvedAt = null;
        }

        return isNew;
    }

    private static DateTimeOffset Later(DateTimeOffset at, DateTimeOffset? other) => other is { } x && x > at ? x : at;

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMicroseconds();

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
