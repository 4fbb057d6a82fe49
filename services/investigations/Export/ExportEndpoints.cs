using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Export;

internal static class ExportEndpoints
{
    public static void MapExport(this RouteGroupBuilder api) => api.MapGet("/v1/incidents/{id}/export", ExportAsync);

    /// <summary>The whole case of the current investigation, indented; the latest revision unless <c>?revision=</c> names one.</summary>
    private static async Task<IResult> ExportAsync(
        CallerIdentity caller, string id, int? revision, IncidentDesk incidents, InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (await incidents.FindAsync(caller.TenantId, id, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var verdict = await db.Verdicts.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.InvestigationId == incident.InvestigationId && (revision == null || row.Revision == revision))
            .OrderByDescending(row => row.Revision).FirstOrDefaultAsync(cancellationToken);
        if (verdict is null)
        {
            return CaseErrors.VerdictNotFound();
        }

        var traceId = await db.Investigations.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.Id == verdict.InvestigationId).Select(row => row.TraceId).FirstOrDefaultAsync(cancellationToken);
        return Results.Json(new CaseExport { FormatVersion = 1, Case = verdict.Case, Verdict = verdict.Verdict, TraceId = traceId }, ContractJson.Indented);
    }
}
