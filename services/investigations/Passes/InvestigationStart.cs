using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>A person starts an investigation of an incident: a new one, whatever there was before.</summary>
public sealed class InvestigationStart(
    InvestigationsDbContext db, InvestigationDesk desk, IncidentDesk incidents, PassStore passes, VerdictDesk verdicts,
    Timeline timeline, TimeProvider time)
{
    private const string NoScope = "Insufficient: no scope. Name integrations or a resource, then start again.";

    public async Task<bool> IsRunningAsync(IncidentRow incident, CancellationToken cancellationToken) =>
        await RunningAsync(incident, cancellationToken) is not null;

    /// <summary>The investigation of the incident that is at work, the newest first; null when none is.</summary>
    public Task<string?> RunningAsync(IncidentRow incident, CancellationToken cancellationToken) =>
        db.Investigations.Where(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id
                && (row.Status == InvestigationStatus.Requested || row.Status == InvestigationStatus.Collecting))
            .OrderByDescending(row => row.Seq).Select(row => row.Id).FirstOrDefaultAsync(cancellationToken);

    /// <summary>
    /// Stores the investigation at once, so that a second start sees it. Two starts at one moment meet in the
    /// incident's row version. Where there is nowhere to look, nobody is asked: the investigation ends here, without a
    /// lease. Context that has waited goes along. The person is named beside every lease of it.
    /// </summary>
    public async Task<StartedInvestigation> StartAsync(
        IncidentRow incident, InvestigationTrigger trigger, string? person, IReadOnlyList<string>? hints,
        string? traceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var alarms = await db.IncidentAlarms.AsNoTracking()
            .Where(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id)
            .ToListAsync(cancellationToken);
        var alarm = alarms.OrderBy(row => row.Fact.State != AlarmState.Alarm).ThenBy(row => row.Firing is null)
            .ThenBy(row => row.Firing?.StateChangedAt ?? row.StateChangedAt).Select(row => row.Firing ?? row.Fact)
            .FirstOrDefault();
        if (incident.WaitingHints is { Count: > 0 } waiting)
        {
            hints = [.. waiting.Concat(hints ?? []).Distinct(StringComparer.Ordinal)];
            (incident.WaitingHints, incident.WaitingPerson) = (null, null);
        }

        var scope = hints is { Count: > 0 }
            ? (incident.Scope ?? new InvestigationScope()) with { Hints = hints }
            : incident.Scope;
        var request = new InvestigationRequested
        {
            TenantId = incident.TenantId,
            InvestigationId = Ids.New("inv", time),
            IncidentId = incident.Id,
            IncidentKey = incident.IncidentKey ?? incident.Id,
            Trigger = trigger,
            Alarm = alarm,
            Window = InvestigationWindows.Of(alarm?.StateChangedAt ?? incident.CreatedAt, now),
            Scope = scope,
            Pass = 1,
            RequestedBy = person,
            RequestedAt = now,
        };
        if (HasScope(request))
        {
            await desk.RequestAsync(request, traceId, cancellationToken);
            return new(request.InvestigationId, request);
        }

        await EndWithoutScopeAsync(request, traceId, cancellationToken);
        return new(request.InvestigationId, null);
    }

    /// <summary>An alarm of a cloud says where to look; one of a custom sender does not.</summary>
    private static bool HasScope(InvestigationRequested request) =>
        request.Alarm is { Provider: not CloudProvider.Generic }
        || request.Scope is { IntegrationIds.Count: > 0 } or { Resources.Count: > 0 };

    private async Task EndWithoutScopeAsync(
        InvestigationRequested request, string? traceId, CancellationToken cancellationToken)
    {
        var (row, pass) = await passes.FindOrStartAsync(
            request.TenantId, request.InvestigationId, 1, cancellationToken);
        row.TraceId = traceId;
        row.Request = request;
        row.IncidentId = request.IncidentId;
        row.RequestedBy = request.RequestedBy;
        row.RequestedAt = request.RequestedAt;
        row.CompletedAt = request.RequestedAt;
        row.Status = InvestigationStatus.Completed;
        row.AreFollowUpsStopped = true;
        pass.Request = request;
        pass.AccessDecided = true;
        pass.AccessRefusal = new(RefusalReason.ScopeInsufficient,
            "No scope: the incident names neither an integration nor a resource.",
            "Name integrations or a resource, then start again.");
        pass.Status = InvestigationStatus.Completed;
        pass.EndedAt = request.RequestedAt;
        var incident = await incidents.InvestigateAsync(request, cancellationToken);
        timeline.Add(incident, row.Id, request.RequestedAt, TimelineKinds.InvestigationRequested,
            InvestigationDesk.TextOf(request), new { request.Trigger, request.Pass, person = request.RequestedBy });
        timeline.Add(incident, row.Id, request.RequestedAt, TimelineKinds.AccessRefused, pass.AccessRefusal.Message,
            new { pass.AccessRefusal.Reason, pass.AccessRefusal.Remedy });
        await verdicts.JudgeAsync(row, cancellationToken);
        incident.Summary = NoScope;
        incidents.Touch(incident);
    }
}

/// <summary>
/// What was started, and the request to publish; null where there was nowhere to look and it has ended already.
/// </summary>
public sealed record StartedInvestigation(string InvestigationId, InvestigationRequested? Request);
