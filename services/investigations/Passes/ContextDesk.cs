using System.Diagnostics;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// What people know and the product does not. It is kept with the incident while an investigation is running, or as
/// many of them as may, and the next one starts with all of it. Nothing is saved or published here; the caller commits
/// both, and says whether one more may start.
/// </summary>
public sealed class ContextDesk(
    InvestigationsDbContext db, InvestigationStart start, PassStore passes, IncidentDesk incidents, Timeline timeline,
    TimeProvider time)
{
    /// <summary>Texts and hints that may wait with one incident.</summary>
    public const int MaxWaiting = 30;

    /// <summary>Null when as much waits already as may.</summary>
    public async Task<AddedContext?> AddAsync(
        IncidentRow incident, NewContext context, bool mayStart, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(context);
        string[] hints = [context.Text, .. context.Hints];
        var running = await start.RunningAsync(incident, cancellationToken);
        if (running is null && mayStart)
        {
            Keep(incident, context, waitsFor: null);
            var started = await StartAsync(incident, context.Person, hints, cancellationToken);
            return new(started.InvestigationId, Reinvestigation.Started, started.Request);
        }

        string[] waiting = [.. incident.WaitingHints ?? [], .. hints];
        if (waiting.Length > MaxWaiting)
        {
            return null;
        }

        Keep(incident, context, waitsFor: running);
        (incident.WaitingHints, incident.WaitingPerson) = (waiting, context.Person);
        incidents.Touch(incident);
        if (running is null)
        {
            await LookAgainAsync(incident, cancellationToken);
        }

        return new(running ?? incident.InvestigationId!, Reinvestigation.Waiting, null);
    }

    /// <summary>
    /// The investigation that what has waited leads to; null when nothing waits any more, another one is running, at
    /// whose end this is looked at again, no more may start just now, or the incident is closed: then it waits for a
    /// person's next start.
    /// </summary>
    public async Task<StartedInvestigation?> StartWaitingAsync(
        string tenantId, string incidentId, bool mayStart, CancellationToken cancellationToken)
    {
        var incident = await incidents.FindAsync(tenantId, incidentId, cancellationToken);
        if (incident is not { WaitingHints.Count: > 0, Status: not IncidentStatus.Closed }
            || await start.RunningAsync(incident, cancellationToken) is not null)
        {
            return null;
        }

        if (mayStart)
        {
            return await StartAsync(incident, incident.WaitingPerson, [], cancellationToken);
        }

        await LookAgainAsync(incident, cancellationToken);
        return null;
    }

    /// <summary>A row like all that is due, so that it is not forgotten over a restart of the service.</summary>
    private async Task LookAgainAsync(IncidentRow incident, CancellationToken cancellationToken)
    {
        if (incident.InvestigationId is { } id
            && await passes.FindAsync(incident.TenantId, id, cancellationToken) is { } latest)
        {
            latest.Version++;
            latest.RestartAt = time.GetUtcNow().AddSeconds(StartLimit.RetryAfterSeconds).TruncateToMicroseconds();
            latest.Reschedule();
        }
    }

    private void Keep(IncidentRow incident, NewContext context, string? waitsFor)
    {
        incident.Scope = context.Scope ?? incident.Scope;
        timeline.Add(incident, null, time.GetUtcNow().TruncateToMicroseconds(), TimelineKinds.ContextAdded,
            context.Text,
            new { context.Person, hints = context.Hints.Count > 0 ? context.Hints : null, waitsFor });
    }

    /// <summary>
    /// Of the hints of the investigation before, as many as there is room for; of the new ones none is left out.
    /// </summary>
    private async Task<StartedInvestigation> StartAsync(
        IncidentRow incident, string? person, string[] added, CancellationToken cancellationToken)
    {
        var request = await db.Investigations.AsNoTracking()
            .Where(row => row.TenantId == incident.TenantId && row.Id == incident.InvestigationId)
            .Select(row => row.Request).FirstOrDefaultAsync(cancellationToken);
        var room = Math.Max(0, MaxWaiting - added.Length - (incident.WaitingHints?.Count ?? 0));
        string[] hints = [.. (request?.Scope?.Hints ?? []).TakeLast(room), .. incident.WaitingHints ?? [], .. added];
        (incident.WaitingHints, incident.WaitingPerson) = (null, null);
        return await start.StartAsync(incident, InvestigationTrigger.Reinvestigate, person,
            [.. hints.Distinct(StringComparer.Ordinal)], Activity.Current?.TraceId.ToHexString(), cancellationToken);
    }
}

/// <summary>What a person adds.</summary>
public sealed record NewContext(string Text, IReadOnlyList<string> Hints, InvestigationScope? Scope, string Person);

/// <summary>The investigation that was started or is waited for, and the request to publish, if there is one.</summary>
public sealed record AddedContext(
    string InvestigationId, Reinvestigation Reinvestigation, InvestigationRequested? Request);
