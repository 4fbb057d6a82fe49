using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

internal static class IncidentEndpoints
{
    public static void MapIncidents(this RouteGroupBuilder api)
    {
        api.MapGet("/v1/incidents", ListAsync);
        api.MapGet("/v1/incidents/{id}", GetAsync);
        api.MapPatch("/v1/incidents/{id}", PatchAsync);
        api.MapGet("/v1/incidents/{id}/timeline", TimelineAsync);
        api.MapGet("/v1/incidents/{id}/alarms", AlarmsAsync);
        api.MapGet("/v1/incidents/{id}/investigations", InvestigationsAsync);
    }

    /// <summary>Filters of the list; times are of creation.</summary>
    internal sealed record Filter(
        string? Severity, string? Status, string? Source, DateTimeOffset? From, DateTimeOffset? To, string? Q, int? Limit, string? Cursor);

    /// <summary>Body of PATCH; members that are absent stay as they are.</summary>
    internal sealed record Patch(IncidentStatus? Status, IncidentSeverity? Severity, string? Reason);

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, [AsParameters] Filter filter, InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (!EnumWords.TryRead<IncidentSeverity>(filter.Severity, out var severity))
        {
            return CaseErrors.InvalidParameter("severity", "severity is one of critical, high, medium, low, info.");
        }

        if (!EnumWords.TryRead<IncidentStatus>(filter.Status, out var status))
        {
            return CaseErrors.InvalidParameter("status", "status is one of open, triaging, investigating, resolved, closed.");
        }

        if (!Paging.TryRead(filter.Cursor, out var before))
        {
            return CaseErrors.InvalidCursor();
        }

        var limit = Paging.Limit(filter.Limit);
        var words = filter.Q?.Trim().ToLowerInvariant();
        var query = db.Incidents.AsNoTracking().Where(row => row.TenantId == caller.TenantId);
        query = severity is { } s ? query.Where(row => row.Severity == s) : query;
        query = status is { } t ? query.Where(row => row.Status == t) : query;
        query = filter.Source is { Length: > 0 } source ? query.Where(row => row.Source == source) : query;
        query = filter.From is { } from ? query.Where(row => row.CreatedAt >= from) : query;
        query = filter.To is { } to ? query.Where(row => row.CreatedAt < to) : query;
        query = !string.IsNullOrEmpty(words) ? query.Where(row => row.SearchText.Contains(words)) : query;
        query = before is { } seq ? query.Where(row => row.Seq < seq) : query;
        var rows = await query.OrderByDescending(row => row.Seq).Take(limit + 1).ToListAsync(cancellationToken);
        var cursor = rows.Count > limit ? Paging.Cursor(rows[limit - 1].Seq) : null;
        return Results.Ok(new Page<IncidentView>([.. rows.Take(limit).Select(IncidentView.Of)], cursor));
    }

    private static async Task<IResult> GetAsync(CallerIdentity caller, string id, IncidentDesk desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(caller.TenantId, id, cancellationToken) is { } row
            ? Results.Ok(IncidentView.OfOne(row))
            : CaseErrors.IncidentNotFound();

    private static async Task<IResult> PatchAsync(
        CallerIdentity caller, string id, Patch patch, IncidentDesk desk, InvestigationsDbContext db,
        Outbox<InvestigationsDbContext> outbox, TimeProvider time, CancellationToken cancellationToken)
    {
        var row = await desk.FindAsync(caller.TenantId, id, cancellationToken);
        if (row is null)
        {
            return CaseErrors.IncidentNotFound();
        }

        if (patch.Status == IncidentStatus.Closed && string.IsNullOrWhiteSpace(patch.Reason))
        {
            return CaseErrors.InvalidParameter("reason", "Closing an incident needs a reason.");
        }

        if (patch.Reason is { Length: > MaxReason })
        {
            return CaseErrors.InvalidParameter("reason", "A reason has at most 500 characters.");
        }

        if (patch.Status is { } wanted && wanted != row.Status && !IncidentTransitions.IsAllowed(row.Status, wanted))
        {
            return ApiErrors.Conflict("invalid_transition", $"An incident cannot go from {row.Status} to {wanted}.".ToLowerInvariant());
        }

        var changed = desk.Change(row, patch.Status, patch.Severity, patch.Reason, caller.Subject);
        if (changed is not null)
        {
            outbox.Add(changed);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CaseErrors.ChangedMeanwhile();
        }

        return Results.Ok(IncidentView.OfOne(row));
    }

    private static async Task<IResult> TimelineAsync(
        CallerIdentity caller, string id, IncidentDesk desk, InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(caller.TenantId, id, cancellationToken) is null)
        {
            return CaseErrors.IncidentNotFound();
        }

        var rows = await db.Timeline.AsNoTracking().Where(row => row.TenantId == caller.TenantId && row.IncidentId == id)
            .OrderBy(row => row.Seq).Take(MaxSteps).ToListAsync(cancellationToken);
        return Results.Ok(new { items = rows.Select(row => new { row.Seq, row.At, row.Kind, row.Text, data = row.Data is null ? null : JsonNode.Parse(row.Data) }) });
    }

    private const int MaxSteps = 2_000;
    private const int MaxReason = 500;

    private static async Task<IResult> AlarmsAsync(
        CallerIdentity caller, string id, IncidentDesk desk, InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(caller.TenantId, id, cancellationToken) is null)
        {
            return CaseErrors.IncidentNotFound();
        }

        var rows = await db.IncidentAlarms.AsNoTracking().Where(row => row.TenantId == caller.TenantId && row.IncidentId == id)
            .OrderBy(row => row.StateChangedAt).ToListAsync(cancellationToken);
        return Results.Ok(new { items = rows.Select(row => row.Fact) });
    }

    private static async Task<IResult> InvestigationsAsync(
        CallerIdentity caller, string id, IncidentDesk desk, InvestigationsDbContext db, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(caller.TenantId, id, cancellationToken) is null)
        {
            return CaseErrors.IncidentNotFound();
        }

        var rows = await db.Investigations.AsNoTracking().Where(row => row.TenantId == caller.TenantId && row.IncidentId == id)
            .OrderBy(row => row.Seq).ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(row => row.Id);
        var runs = await db.Runs.AsNoTracking().Where(run => run.TenantId == caller.TenantId && ids.Contains(run.InvestigationId)).ToListAsync(cancellationToken);
        return Results.Ok(new { items = rows.Select(row => InvestigationView.Of(row, runs)) });
    }
}
