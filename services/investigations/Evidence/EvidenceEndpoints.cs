using CauseFlow.Investigations.Incidents;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Evidence;

internal static class EvidenceEndpoints
{
    public static void MapEvidence(this RouteGroupBuilder api)
    {
        api.MapGet("/v1/triage/{incidentId}/evidence", ListAsync).Describe<Page<EvidenceView>>("listEvidence",
            "Evidence of the incident's current investigation, in the order in which it arrived.", 200, 400, 404);
        api.MapGet("/v1/evidence/{id}", GetAsync)
            .Describe<EvidenceView>("getEvidence", "One piece of evidence.", 200, 404);
    }

    internal sealed record Filter(string? Type, string? Severity, string? Source, int? Limit, string? Cursor);

    /// <summary>Evidence of the incident's current investigation, in the order in which it arrived.</summary>
    private static async Task<IResult> ListAsync(
        CallerIdentity caller, string incidentId, [AsParameters] Filter filter, IncidentDesk incidents,
        InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (!PageCursor.TryRead(filter.Cursor, out long? after))
        {
            return PageCursor.Invalid;
        }

        var errors = new FieldErrors();
        errors.Printable(filter.Type, "type");
        errors.Printable(filter.Severity, "severity");
        errors.Printable(filter.Source, "source");
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var limit = PageCursor.SizeOf(filter.Limit);
        var query = db.Evidence.AsNoTracking()
            .Where(row => row.TenantId == caller.TenantId && row.InvestigationId == incident.InvestigationId);
        query = filter.Type is { Length: > 0 } type ? query.Where(row => row.Type == type) : query;
        query = filter.Severity is { Length: > 0 } severity ? query.Where(row => row.Severity == severity) : query;
        query = filter.Source is { Length: > 0 } source ? query.Where(row => row.Source == source) : query;
        query = after is { } seq ? query.Where(row => row.Seq > seq) : query;
        var rows = await query.OrderBy(row => row.Seq).Take(limit + 1).ToListAsync(cancellationToken);
        var cursor = rows.Count > limit ? PageCursor.Write(rows[limit - 1].Seq) : null;
        return Results.Ok(new Page<EvidenceView>([.. rows.Take(limit).Select(EvidenceView.Of)], cursor));
    }

    private static async Task<IResult> GetAsync(
        CallerIdentity caller, string id, InvestigationsDbContext db, CancellationToken cancellationToken) =>
        await db.Evidence.AsNoTracking()
            .FirstOrDefaultAsync(row => row.TenantId == caller.TenantId && row.EvidenceId == id, cancellationToken)
                is { } row
            ? Results.Ok(EvidenceView.Of(row))
            : CaseErrors.EvidenceNotFound();
}
