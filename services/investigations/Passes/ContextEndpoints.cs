using System.Diagnostics;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>What a person knows and the product does not: it joins the timeline, and the investigation starts again with it.</summary>
internal static class ContextEndpoints
{
    private const int MaxText = 2_000;
    private const int MaxHints = 30;

    public static void MapContext(this RouteGroupBuilder api) =>
        api.MapPost("/v1/investigation/{incidentId}/context", AddAsync).Describe<StartedView>("addContext",
            "Adds context to the incident and investigates again with it.", 202, 400, 404, 409);

    internal sealed record ContextBody(
        string? Text, IReadOnlyList<string>? Hints, IReadOnlyList<string>? Integrations, ResourceBody? Resource);

    private static async Task<IResult> AddAsync(
        CallerIdentity caller, string incidentId, ContextBody body, IncidentDesk incidents, InvestigationStart start, Timeline timeline,
        InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var text = errors.Text(body.Text, 1, MaxText, "text");
        StartBody.Check(body.Hints, errors);
        var scope = ScopeBody.Read(body.Integrations, body.Resource, errors);
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        if (await start.IsRunningAsync(incident, cancellationToken))
        {
            return CaseErrors.InvestigationRunning();
        }

        var request = await db.Investigations.AsNoTracking().Where(row => row.TenantId == caller.TenantId && row.Id == incident.InvestigationId)
            .Select(row => row.Request).FirstOrDefaultAsync(cancellationToken);
        string[] hints = [.. (request?.Scope?.Hints ?? []).Append(text).Concat(body.Hints ?? []).Distinct(StringComparer.Ordinal).TakeLast(MaxHints)];
        incident.Scope = scope ?? incident.Scope;
        timeline.Add(incident, null, time.GetUtcNow().TruncateToMicroseconds(), TimelineKinds.ContextAdded, text,
            new { person = caller.Subject, body.Hints });
        var trace = Activity.Current?.TraceId.ToHexString();
        var started = await start.StartAsync(incident, InvestigationTrigger.Reinvestigate, hints, trace, cancellationToken);
        if (started.Request is { } again)
        {
            outbox.Add(again);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CaseErrors.InvestigationRunning();
        }

        return Results.Accepted($"/v1/investigation/{incidentId}", new StartedView(incidentId, started.InvestigationId));
    }
}
