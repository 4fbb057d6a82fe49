using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>Investigations of an incident: what they came to; and where people steer them.</summary>
internal static class InvestigationEndpoints
{
    private const int MaxInvestigations = 100;

    public static void MapInvestigation(this RouteGroupBuilder api)
    {
        api.MapGet("/v1/investigation/{incidentId}", GetAsync).Describe<InvestigationResult>("getInvestigation",
            "What the incident's current investigation has come to.", 200, 404);
        api.MapPost("/v1/investigation/{incidentId}", InvestigationActions.StartAsync).Describe<StartedView>(
            "startInvestigation", "Starts a new investigation of the incident.", 202, 400, 404, 409, 429, 503);
        api.MapPost("/v1/investigation/{incidentId}/context", InvestigationActions.AddContextAsync)
            .Describe<ContextView>("addContext",
                "Adds context and investigates again with it: now, or when the running investigation has ended.",
                202, 400, 404, 409, 429, 503);
        api.MapPost("/v1/investigation/{incidentId}/cancel", InvestigationActions.CancelAsync).Describe<CancelledView>(
            "cancelInvestigation", "Cancels what is at work or due to follow up.", 200, 400, 404, 409, 503);
        api.MapGet("/v1/incidents/{id}/investigations", ListAsync)
            .Describe<Page<InvestigationView>>("listIncidentInvestigations",
            "The latest 100 investigations of the incident, the earliest first.", 200, 404);
    }

    private static async Task<IResult> GetAsync(
        CallerIdentity caller, string incidentId, IncidentDesk incidents, InvestigationsDbContext db,
        CancellationToken cancellationToken)
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

        var verdict = await db.Verdicts.AsNoTracking()
            .Where(x => x.TenantId == caller.TenantId && x.InvestigationId == row.Id)
            .OrderByDescending(x => x.Revision).FirstOrDefaultAsync(cancellationToken);
        var cited = verdict?.Verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting))
            .Distinct(StringComparer.Ordinal).ToList() ?? [];
        var evidence = await db.Evidence.AsNoTracking()
            .Where(x => x.TenantId == caller.TenantId && x.InvestigationId == row.Id && cited.Contains(x.EvidenceId))
            .OrderBy(x => x.Seq).ToListAsync(cancellationToken);
        var feedback = await db.Feedback.AsNoTracking()
            .Where(x => x.TenantId == caller.TenantId && x.InvestigationId == row.Id)
            .OrderBy(x => x.GivenAt).Take(MaxInvestigations).ToListAsync(cancellationToken);
        return Results.Ok(InvestigationResult.Of(row, verdict, evidence, feedback));
    }

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, string id, IncidentDesk desk, InvestigationsDbContext db,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(caller.TenantId, id, cancellationToken) is null)
        {
            return CaseErrors.IncidentNotFound();
        }

        var rows = await db.Investigations.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.IncidentId == id)
            .OrderByDescending(row => row.Seq).Take(MaxInvestigations).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(row => row.Id);
        var runs = await db.Runs.AsNoTracking()
            .Where(run => run.TenantId == caller.TenantId && ids.Contains(run.InvestigationId))
            .ToListAsync(cancellationToken);
        runs.RemoveAll(run => ParkedRun.Is(run.IntegrationId));
        var accesses = await db.Accesses.AsNoTracking()
            .Where(access => access.TenantId == caller.TenantId && ids.Contains(access.InvestigationId)).ToListAsync(cancellationToken);
        return Results.Ok(new Page<InvestigationView>(
            [.. rows.OrderBy(row => row.Seq).Select(row => InvestigationView.Of(row, runs, accesses))]));
    }

    internal static Task<InvestigationRow?> LatestAsync(
        InvestigationsDbContext db, IncidentRow incident, CancellationToken cancellationToken) =>
        db.Investigations.FirstOrDefaultAsync(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id
            && row.Id == incident.InvestigationId, cancellationToken);
}
