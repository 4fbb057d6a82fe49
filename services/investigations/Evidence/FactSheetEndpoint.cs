using CauseFlow.Investigations.Incidents;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Evidence;

internal static class FactSheetEndpoint
{
    private const int MaxRevisions = 50;

    public static void MapFactSheet(this RouteGroupBuilder api) =>
        api.MapGet("/v1/triage/{incidentId}/facts", GetAsync).Describe<FactSheet>("getFacts",
            "The facts behind a verdict in full, those that it cites first; the latest revision unless revision names one.",
            200, 404, 410);

    private static async Task<IResult> GetAsync(
        CallerIdentity caller, string incidentId, int? revision, IncidentDesk incidents, InvestigationsDbContext db,
        CancellationToken cancellationToken)
    {
        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var ofIt = db.Verdicts.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.InvestigationId == incident.InvestigationId);
        var row = await ofIt.Where(row => revision == null || row.Revision == revision)
            .OrderByDescending(row => row.Revision).FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return CaseErrors.VerdictNotFound();
        }

        if (row.Case is not { } file)
        {
            return CaseErrors.CaseExpired();
        }

        var revisions = await ofIt.OrderByDescending(other => other.Revision).Take(MaxRevisions)
            .Select(other => new { other.Revision, other.Pass, other.JudgedAt, other.Verdict, other.IsChanged })
            .ToListAsync(cancellationToken);
        return Results.Ok(FactSelection.Of(row, file,
        [
            .. revisions.Select(other => new RevisionView(other.Revision, other.Pass, other.JudgedAt, other.Verdict.Outcome,
                other.Verdict.Summary, other.Verdict.Causes.Count > 0 ? other.Verdict.Causes[0].Confidence : null, other.IsChanged)),
        ]));
    }
}
