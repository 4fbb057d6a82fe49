using CauseFlow.Contracts;
using CauseFlow.Investigations.Alarms;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>The list of incidents, one incident, and what a person changes of it.</summary>
internal static class IncidentEndpoints
{
    private const int MaxReason = 500;

    public static void MapIncidents(this RouteGroupBuilder api)
    {
        api.MapGet("/v1/incidents", ListAsync).Describe<Page<IncidentView>>("listIncidents",
            "Incidents by filter and order, 20 a page; count is the number of rows on the page.", 200, 400);
        api.MapGet("/v1/incidents/{id}", GetAsync).Describe<IncidentView>("getIncident", "One incident.", 200, 404);
        api.MapPatch("/v1/incidents/{id}", PatchAsync).Describe<IncidentView>("updateIncident",
            "Sets status and severity along the allowed transitions.", 200, 400, 404, 409, 503);
    }

    /// <summary>Body of PATCH; members that are absent stay as they are.</summary>
    internal sealed record Patch(IncidentStatus? Status, IncidentSeverity? Severity, string? Reason);

    private static async Task<IResult> ListAsync(
        CallerIdentity caller, [AsParameters] IncidentFilter filter, IncidentList list,
        CancellationToken cancellationToken)
    {
        var (query, error) = filter.Read();
        return query is null ? error! : Results.Ok(await list.PageAsync(caller.TenantId, query, cancellationToken));
    }

    private static async Task<IResult> GetAsync(
        CallerIdentity caller, string id, IncidentDesk desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(caller.TenantId, id, cancellationToken) is { } row
            ? Results.Ok(IncidentView.OfOne(row))
            : CaseErrors.IncidentNotFound();

    private static async Task<IResult> PatchAsync(
        CallerIdentity caller, string id, Patch patch, IncidentDesk desk, InvestigationsDbContext db,
        Outbox<InvestigationsDbContext> outbox, CaseAudit audit, CancellationToken cancellationToken)
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

        if (CaseErrors.Unprintable(patch.Reason, "reason") is { } unprintable)
        {
            return unprintable;
        }

        if (patch.Status is { } wanted && wanted != row.Status && !IncidentTransitions.IsAllowed(row.Status, wanted))
        {
            return ApiErrors.Conflict("invalid_transition",
                $"An incident cannot go from {EnumWords.Of(row.Status)} to {EnumWords.Of(wanted)}.");
        }

        var changes = ChangesOf(row, patch);
        if (changes.Count == 0)
        {
            return Results.Ok(IncidentView.OfOne(row));
        }

        if (await audit.RecordAsync(caller, "incident.updated", id, changes, cancellationToken) is { } unrecorded)
        {
            return unrecorded;
        }

        if (desk.Change(row, patch.Status, patch.Severity, patch.Reason, caller.Subject) is { } changed)
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

    /// <summary>Before and after, for the record; empty for a body that changes nothing.</summary>
    private static Dictionary<string, string> ChangesOf(IncidentRow row, Patch patch)
    {
        var changes = new Dictionary<string, string>();
        if (patch.Status is { } status && status != row.Status)
        {
            changes["status"] = $"{EnumWords.Of(row.Status)} -> {EnumWords.Of(status)}";
        }

        if (patch.Severity is { } severity && (severity != row.Severity || row.SeveritySource != SeverityRule.Person))
        {
            changes["severity"] = $"{EnumWords.Of(row.Severity)} -> {EnumWords.Of(severity)}";
        }

        return changes;
    }
}
