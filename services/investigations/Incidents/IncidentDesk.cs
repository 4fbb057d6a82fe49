using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Investigations.Notifications;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>
/// The life of an incident. Its status follows from what is known of it, never from the order in which that became
/// known. Nothing is saved here; the caller commits.
/// </summary>
public sealed class IncidentDesk(InvestigationsDbContext db, Timeline timeline, TimeProvider time)
{
    private const string Untitled = "Incident";
    private const string Manual = "manual";

    /// <summary>An incident that a person describes.</summary>
    public IncidentRow Create(string tenantId, NewIncident wanted, string person)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var incident = Open(tenantId, Ids.New("inc", time), Now());
        incident.IncidentKey = incident.Id;
        incident.Title = wanted.Title;
        incident.Description = wanted.Description;
        if (wanted.Severity is { } severity)
        {
            incident.SetSeverity(severity, SeverityRule.Person);
        }

        incident.Scope = wanted.Scope;
        incident.Resource = wanted.Scope?.Resources is { Count: > 0 } resources ? resources[0] : null;
        timeline.Add(incident, null, incident.CreatedAt, TimelineKinds.IncidentOpened, "Incident opened by a person",
            new { person });
        Tell(incident, NotificationEvent.Opened);
        Touch(incident);
        return incident;
    }

    /// <summary>
    /// An investigation is asked for: the incident exists from here on, and the newest request is the one that counts.
    /// </summary>
    public async Task<IncidentRow> InvestigateAsync(InvestigationRequested request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var incident = await FindOrOpenAsync(
            request.TenantId, request.IncidentId, request.IncidentKey, request.Alarm, cancellationToken);
        if (incident.InvestigationRequestedAt is null || incident.InvestigationRequestedAt <= request.RequestedAt)
        {
            incident.InvestigationId = request.InvestigationId;
            incident.InvestigationRequestedAt = request.RequestedAt;
            Run(incident);
        }

        if (request.Alarm is { State: AlarmState.Alarm } alarm)
        {
            Fire(incident, alarm);
        }

        Touch(incident);
        return incident;
    }

    /// <summary>A pass of the investigation that counts is at work (again).</summary>
    public void Run(IncidentRow incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        incident.InvestigationState = InvestigationState.Running;
        incident.SetByPerson = incident.SetByPerson == IncidentStatus.Closed ? IncidentStatus.Closed : null;
        ApplyStatus(incident);
        Touch(incident);
    }

    /// <summary>
    /// An alarm of the incident is in ALARM: the earliest one names it, one after the resolve opens it again.
    /// </summary>
    public void Fire(IncidentRow incident, AlarmFact alarm)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(alarm);
        incident.LastFiredAt = Later(alarm.StateChangedAt, incident.LastFiredAt);
        if (ApplyStatus(incident) && incident.Resolution is not null)
        {
            incident.Resolution = null;
            timeline.Add(incident, null, alarm.StateChangedAt, TimelineKinds.IncidentReopened,
                $"{alarm.Name} fired again");
            incident.ToldCause = null;
            Tell(incident, NotificationEvent.Opened);
        }
    }

    /// <summary>All alarms are OK as of an instant.</summary>
    public void Resolve(IncidentRow incident, DateTimeOffset asOf)
    {
        ArgumentNullException.ThrowIfNull(incident);
        incident.ResolvedAt = Later(asOf, incident.ResolvedAt);
        if (ApplyStatus(incident) && incident.Status == IncidentStatus.Resolved)
        {
            incident.Resolution = "all alarms OK";
            timeline.Add(incident, null, asOf, TimelineKinds.IncidentResolved, "All alarms are OK");
            Tell(incident, NotificationEvent.Resolved);
        }
    }

    /// <summary>
    /// The incident that a verdict belongs to shows the first cause; insufficient gives it back to people as open.
    /// </summary>
    public async Task ConcludeAsync(
        string tenantId, string incidentId, string investigationId, Verdict verdict, ResourceRef? subject,
        CancellationToken cancellationToken)
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
        incident.InvestigationState = verdict.Outcome == VerdictOutcome.Insufficient
            ? InvestigationState.GivenBack
            : InvestigationState.Concluded;
        ApplyStatus(incident);
        if (ToldCause.NewsOf(incident.ToldCause, verdict, investigationId) is { } news)
        {
            incident.ToldCause = ToldCause.Of(verdict, investigationId);
            db.NotificationEvents.Add(NotificationEventRow.Of(incident, news, Now(), time, verdict, investigationId));
        }

        Touch(incident);
    }

    /// <summary>A cancelled investigation gives the incident back to people.</summary>
    public async Task ReleaseAsync(
        string tenantId, string incidentId, string investigationId, CancellationToken cancellationToken)
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
            incident.SetSeverity(wanted, SeverityRule.Person);
            timeline.Add(incident, null, now, TimelineKinds.SeverityChanged, $"Severity set to {EnumWords.Of(wanted)}",
                new { person });
        }

        var message = status is { } next && next != incident.Status
            ? SetStatus(incident, next, reason, person, now)
            : null;
        Touch(incident);
        return message;
    }

    public async Task<IncidentRow?> FindAsync(
        string tenantId, string incidentId, CancellationToken cancellationToken) =>
        db.Incidents.Local.FirstOrDefault(row => row.Id == incidentId && row.TenantId == tenantId)
        ?? await db.Incidents.FirstOrDefaultAsync(
            row => row.Id == incidentId && row.TenantId == tenantId, cancellationToken);

    public async Task<IncidentRow> FindOrOpenAsync(
        string tenantId, string incidentId, string? key, AlarmFact? alarm, CancellationToken cancellationToken)
    {
        var incident = await FindAsync(tenantId, incidentId, cancellationToken);
        if (incident is null)
        {
            incident = Open(tenantId, incidentId, Now());
            timeline.Add(incident, null, alarm?.StateChangedAt ?? incident.CreatedAt, TimelineKinds.IncidentOpened,
                "Incident opened");
            Tell(incident, NotificationEvent.Opened);
        }

        incident.IncidentKey ??= key;
        if (alarm is { State: AlarmState.Alarm }
            && (incident.FiredAt is null || alarm.StateChangedAt < incident.FiredAt))
        {
            Describe(incident, alarm);
        }

        return incident;
    }

    public void Touch(IncidentRow incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        incident.UpdatedAt = Now();
        incident.SearchText = IncidentSearch.TextOf(incident);
        incident.Version++;
    }

    /// <summary>Closing what was resolved is no news; opening it again is, as when an alarm does it.</summary>
    private void TellOfStatus(IncidentRow incident, bool wasOver)
    {
        var isOver = incident.Status is IncidentStatus.Resolved or IncidentStatus.Closed;
        if (isOver == wasOver)
        {
            return;
        }

        incident.ToldCause = isOver ? incident.ToldCause : null;
        Tell(incident, isOver ? NotificationEvent.Resolved : NotificationEvent.Opened);
    }

    /// <summary>In the same commit; who is told is decided a moment later.</summary>
    private void Tell(IncidentRow incident, NotificationEvent what) =>
        db.NotificationEvents.Add(NotificationEventRow.Of(incident, what, Now(), time));

    private IncidentRow Open(string tenantId, string incidentId, DateTimeOffset now)
    {
        var incident = new IncidentRow
        {
            Id = incidentId,
            TenantId = tenantId,
            Title = Untitled,
            Status = IncidentStatus.Open,
            SeveritySource = SeverityRule.Default,
            Source = Manual,
            CreatedAt = now,
            UpdatedAt = now,
        };
        incident.SetSeverity(IncidentSeverity.Medium, SeverityRule.Default);
        db.Incidents.Add(incident);
        return incident;
    }

    /// <summary>
    /// Title, source and severity follow the alarm that fired first, unless a person has set the severity.
    /// </summary>
    private static void Describe(IncidentRow incident, AlarmFact alarm)
    {
        incident.FiredAt = alarm.StateChangedAt;
        incident.Title = alarm.Name;
        incident.Description = alarm.Description;
        incident.Source = CloudWords.SourceOf(alarm.Provider);
        if (incident.SeveritySource != SeverityRule.Person)
        {
            var (severity, source) = SeverityRule.Of(alarm);
            incident.SetSeverity(severity, source);
        }
    }

    private IncidentStatusChanged SetStatus(
        IncidentRow incident, IncidentStatus next, string? reason, string person, DateTimeOffset now)
    {
        var wasOver = incident.Status is IncidentStatus.Resolved or IncidentStatus.Closed;
        incident.SetByPerson = next is IncidentStatus.Closed or IncidentStatus.Triaging ? next : null;
        incident.ResolvedAt = next switch
        {
            IncidentStatus.Resolved => Later(now, incident.LastFiredAt),
            IncidentStatus.Closed => incident.ResolvedAt,
            _ => null,
        };
        incident.InvestigationState = next == IncidentStatus.Open
            ? InvestigationState.GivenBack
            : incident.InvestigationState;
        ApplyStatus(incident);
        incident.Resolution = next is IncidentStatus.Resolved or IncidentStatus.Closed
            ? reason ?? "resolved by a person"
            : null;
        var kind = next switch
        {
            IncidentStatus.Resolved => TimelineKinds.IncidentResolved,
            IncidentStatus.Closed => TimelineKinds.IncidentClosed,
            _ => TimelineKinds.IncidentReopened,
        };
        timeline.Add(incident, null, now, kind, $"Status set to {EnumWords.Of(next)}", new { person, reason });
        TellOfStatus(incident, wasOver);

        return new() { TenantId = incident.TenantId, IncidentId = incident.Id, Status = next, ChangedAt = now };
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
}
