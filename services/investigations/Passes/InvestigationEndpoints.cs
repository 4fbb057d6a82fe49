using System.Diagnostics;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

internal static class InvestigationEndpoints
{
    private const int MaxHints = 10;
    private const int MaxHint = 300;
    private const int MaxReason = 500;

    public static void MapInvestigation(this RouteGroupBuilder api)
    {
        api.MapGet("/v1/investigation/{incidentId}", GetAsync);
        api.MapPost("/v1/investigation/{incidentId}", StartAsync);
        api.MapPost("/v1/investigation/{incidentId}/cancel", CancelAsync);
    }

    internal sealed record StartBody(IReadOnlyList<string>? Hints);

    internal sealed record CancelBody(string? Reason);

    private static async Task<IResult> GetAsync(
        CallerIdentity caller, string incidentId, IncidentDesk incidents, InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var row = await LatestAsync(db, incident, cancellationToken);
        if (row is null)
        {
            return CaseErrors.InvestigationNotFound();
        }

        var verdict = await db.Verdicts.AsNoTracking().Where(x => x.TenantId == caller.TenantId && x.InvestigationId == row.Id)
            .OrderByDescending(x => x.Revision).FirstOrDefaultAsync(cancellationToken);
        var cited = verdict?.Verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting)).Distinct(StringComparer.Ordinal).ToList() ?? [];
        var evidence = await db.Evidence.AsNoTracking().Where(x => x.TenantId == caller.TenantId && x.InvestigationId == row.Id && cited.Contains(x.EvidenceId))
            .OrderBy(x => x.Seq).ToListAsync(cancellationToken);
        return Results.Ok(InvestigationResult.Of(row, verdict, evidence));
    }

    private static async Task<IResult> StartAsync(
        CallerIdentity caller, string incidentId, StartBody? body, IncidentDesk incidents, InvestigationStart start, InvestigationsDbContext db,
        Outbox<InvestigationsDbContext> outbox, CancellationToken cancellationToken)
    {
        if (body?.Hints is { } hints && (hints.Count > MaxHints || hints.Any(hint => string.IsNullOrWhiteSpace(hint) || hint.Length > MaxHint)))
        {
            return CaseErrors.InvalidParameter("hints", "At most 10 hints, each of 1 to 300 characters.");
        }

        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        if (await start.IsRunningAsync(incident, cancellationToken))
        {
            return Running();
        }

        var request = await start.StartAsync(incident, body?.Hints, Activity.Current?.TraceId.ToHexString(), cancellationToken);
        outbox.Add(request);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Running();
        }

        return Results.Accepted($"/v1/investigation/{incidentId}", new { incidentId, request.InvestigationId });
    }

    private static async Task<IResult> CancelAsync(
        CallerIdentity caller, string incidentId, CancelBody? body, IncidentDesk incidents, InvestigationDesk desk, InvestigationsDbContext db,
        Outbox<InvestigationsDbContext> outbox, CancellationToken cancellationToken)
    {
        var reason = string.IsNullOrWhiteSpace(body?.Reason) ? $"cancelled by {caller.Subject}" : body.Reason;
        if (reason.Length > MaxReason)
        {
            return CaseErrors.InvalidParameter("reason", "A reason has at most 500 characters.");
        }

        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var row = await LatestAsync(db, incident, cancellationToken);
        if (row is null || await desk.CancelAsync(row, reason, cancellationToken) is not { } cancelled)
        {
            return ApiErrors.Conflict("not_running", "No investigation of this incident is running.");
        }

        outbox.Add(cancelled);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CaseErrors.ChangedMeanwhile();
        }

        return Results.Ok(new { incidentId, investigationId = row.Id, row.Status });
    }

    private static Task<InvestigationRow?> LatestAsync(InvestigationsDbContext db, IncidentRow incident, CancellationToken cancellationToken) =>
        db.Investigations.FirstOrDefaultAsync(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id
            && row.Id == incident.InvestigationId, cancellationToken);

    private static IResult Running() => ApiErrors.Conflict(
        "investigation_running", "An investigation of this incident is running. Wait for it, or cancel it first.");
}
