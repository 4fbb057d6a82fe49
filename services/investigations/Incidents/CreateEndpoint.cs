using System.Diagnostics;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>An incident that a person describes, investigated at once.</summary>
internal static class CreateEndpoint
{
    private const string Route = "POST /v1/incidents";

    public static void MapCreateIncident(this RouteGroupBuilder api) =>
        api.MapPost("/v1/incidents", CreateAsync).Describe<IncidentView>("createIncident",
            "Opens an incident by hand and investigates it; without integrations and resource it ends as insufficient.",
            201, 400, 409, 429, 503);

    internal sealed record CreateBody(
        string? Title, string? Description, string? Severity, IReadOnlyList<string>? Integrations,
        ResourceBody? Resource);

    private static async Task<IResult> CreateAsync(
        CallerIdentity caller, CreateBody body, IdempotencyKey idempotency, IncidentDesk incidents, InvestigationStart start,
        StartLimit limit, InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox, CaseAudit audit, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = Read(body, errors);
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        if (await db.FindPostAsync(caller.TenantId, Route, idempotency, time, cancellationToken) is { } earlier)
        {
            return await RepeatedAsync(db, earlier, body, cancellationToken);
        }

        using var turn = await limit.TakeAsync(caller.TenantId, cancellationToken);
        if (turn is null)
        {
            return CaseErrors.TooManyInvestigations();
        }

        var incident = incidents.Create(caller.TenantId, wanted, caller.Subject);
        db.RememberPost(caller.TenantId, Route, idempotency, body, incident.Id, time);
        var trace = Activity.Current?.TraceId.ToHexString();
        var started = await start.StartAsync(
            incident, InvestigationTrigger.Manual, caller.Subject, null, trace, cancellationToken);
        var details = CaseAudit.DetailsOf(incident.Scope, hints: 0);
        (details["severity"], details["investigationId"]) = (EnumWords.Of(incident.Severity), started.InvestigationId);
        if (await audit.RecordAsync(caller, "incident.created", incident.Id, details, cancellationToken)
            is { } unrecorded)
        {
            return unrecorded;
        }

        if (started.Request is { } request)
        {
            outbox.Add(request);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (idempotency.Hash is not null && StoreErrors.IsUniqueViolation(exception))
        {
            // The same key at the same moment: the other one was faster.
            db.ChangeTracker.Clear();
            return await db.FindPostAsync(caller.TenantId, Route, idempotency, time, cancellationToken) is { } first
                ? await RepeatedAsync(db, first, body, cancellationToken)
                : CaseErrors.ChangedMeanwhile();
        }

        return Results.Created($"/v1/incidents/{incident.Id}", IncidentView.OfOne(incident));
    }

    private static NewIncident Read(CreateBody body, FieldErrors errors)
    {
        errors.Require(EnumWords.TryRead<IncidentSeverity>(body.Severity, out var severity), "severity",
            "severity is one of critical, high, medium, low, info.");
        return new(
            errors.Text(body.Title, 1, 200, "title"),
            errors.Text(body.Description, 10, 4_000, "description"),
            severity,
            ScopeBody.Read(body.Integrations, body.Resource, errors));
    }

    private static async Task<IResult> RepeatedAsync(
        InvestigationsDbContext db, IdempotentPost earlier, CreateBody body, CancellationToken cancellationToken) =>
        earlier.IsRepeatedBy(body)
            ? Results.Created($"/v1/incidents/{earlier.CreatedId}", IncidentView.OfOne(await db.Incidents.AsNoTracking().SingleAsync(
                row => row.TenantId == earlier.TenantId && row.Id == earlier.CreatedId, cancellationToken)))
            : CaseErrors.IdempotencyKeyUsed();
}
