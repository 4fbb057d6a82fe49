using System.Globalization;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Access;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Export;

internal static class ExportEndpoints
{
    private const string Markdown = "text/markdown";
    private const int MaxSteps = 500;

    public static void MapExport(this RouteGroupBuilder api) =>
        api.MapGet("/v1/incidents/{id}/export", ExportAsync).Describe<CaseExport>("exportIncident",
            "The whole case, replayable; as a post-mortem draft with format=markdown or Accept: text/markdown.",
            200, 400, 404, 410, 503)
            .Produces<CaseExport>(StatusCodes.Status200OK, "application/json", Markdown);

    /// <summary>
    /// The case of the current investigation; the latest revision unless <c>?revision=</c> names one. A whole case
    /// leaves the house here, so it leaves no sooner than the audit chain says who took it.
    /// </summary>
    private static async Task<IResult> ExportAsync(
        CallerIdentity caller, string id, int? revision, string? format, HttpRequest request, IncidentDesk incidents,
        InvestigationsDbContext db, CaseAudit audit, CancellationToken cancellationToken)
    {
        if (format is not (null or "" or "json" or "markdown"))
        {
            return CaseErrors.InvalidParameter("format", "format is json or markdown.");
        }

        if (await incidents.FindAsync(caller.TenantId, id, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var verdict = await db.Verdicts.AsNoTracking().Where(row => row.TenantId == caller.TenantId
                && row.InvestigationId == incident.InvestigationId && (revision == null || row.Revision == revision))
            .OrderByDescending(row => row.Revision).FirstOrDefaultAsync(cancellationToken);
        if (verdict is null)
        {
            return CaseErrors.VerdictNotFound();
        }

        if (verdict.Case is not { } file)
        {
            return CaseErrors.CaseExpired();
        }

        var traceId = await db.Investigations.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.Id == verdict.InvestigationId)
            .Select(row => row.TraceId)
            .FirstOrDefaultAsync(cancellationToken);
        var export = new CaseExport
        {
            FormatVersion = 1, Case = file, Verdict = verdict.Verdict, TraceId = traceId,
            Access = await AccessProofs.ReadAsync(db, caller.TenantId, verdict.InvestigationId, cancellationToken),
        };
        var wantsMarkdown = format == "markdown" || (string.IsNullOrEmpty(format)
            && request.Headers.Accept.Any(
                accept => accept?.Contains(Markdown, StringComparison.OrdinalIgnoreCase) == true));
        var draft = wantsMarkdown ? await DraftAsync(db, incident, export, verdict, cancellationToken) : null;
        var details = new Dictionary<string, string>
        {
            ["investigationId"] = verdict.InvestigationId,
            ["revision"] = verdict.Revision.ToString(CultureInfo.InvariantCulture),
            ["format"] = draft is null ? "json" : "markdown",
        };
        if (await audit.RecordAsync(caller, "case.exported", id, details, cancellationToken) is { } unrecorded)
        {
            return unrecorded;
        }

        return draft is null
            ? Results.Json(export, ContractJson.Indented)
            : Results.Text(draft, $"{Markdown}; charset=utf-8");
    }

    private static async Task<string> DraftAsync(
        InvestigationsDbContext db, IncidentRow incident, CaseExport export, VerdictRow verdict,
        CancellationToken cancellationToken)
    {
        var steps = await db.Timeline.AsNoTracking()
            .Where(row => row.TenantId == incident.TenantId && row.IncidentId == incident.Id)
            .OrderBy(row => row.Seq).Take(MaxSteps).ToListAsync(cancellationToken);
        var cited = verdict.Verdict.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting))
            .Concat(verdict.Verdict.RuledOut.SelectMany(ruledOut => ruledOut.Evidence)).Distinct(StringComparer.Ordinal)
            .ToList();
        var evidence = await db.Evidence.AsNoTracking().Where(row => row.TenantId == incident.TenantId
            && row.InvestigationId == verdict.InvestigationId && cited.Contains(row.EvidenceId))
                .ToListAsync(cancellationToken);
        return PostMortem.Write(incident, export, steps, evidence);
    }
}
