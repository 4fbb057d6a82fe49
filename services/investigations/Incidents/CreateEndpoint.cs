using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Incidents;

/// <summary>An incident that a person describes, investigated at once.</summary>
internal static class CreateEndpoint
{
    private const int MaxKey = 200;

    public static void MapCreateIncident(this RouteGroupBuilder api) =>
        api.MapPost("/v1/incidents", CreateAsync).Describe<IncidentView>("createIncident",
            "Opens an incident by hand and investigates it; without integrations and resource it ends as insufficient.",
            201, 400, 409, 429, 503);

    internal sealed record CreateBody(
        string? Title, string? Description, string? Severity, IReadOnlyList<string>? Integrations,
        ResourceBody? Resource);

    private static async Task<IResult> CreateAsync(
        CallerIdentity caller, CreateBody body, [FromHeader(Name = "Idempotency-Key")] string? key,
        IncidentDesk incidents,
        InvestigationStart start, StartLimit limit, InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox, CaseAudit audit,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = Read(body, key, errors);
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        var hash = key is null ? null : HashOf(body);
        if (key is not null && await KnownAsync(db, caller.TenantId, key, cancellationToken) is { } known)
        {
            return Repeated(known, hash);
        }

        using var turn = await limit.TakeAsync(caller.TenantId, cancellationToken);
        if (turn is null)
        {
            return CaseErrors.TooManyInvestigations();
        }

        var incident = incidents.Create(caller.TenantId, wanted, caller.Subject);
        (incident.IdempotencyKey, incident.IdempotencyHash) = (key, hash);
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
        catch (DbUpdateException exception) when (key is not null && StoreErrors.IsUniqueViolation(exception))
        {
            // The same key at the same moment: the other one was faster.
            return await KnownAsync(db, caller.TenantId, key, cancellationToken) is { } first
                ? Repeated(first, hash)
                : CaseErrors.ChangedMeanwhile();
        }

        return Results.Created($"/v1/incidents/{incident.Id}", IncidentView.OfOne(incident));
    }

    private static string HashOf(CreateBody body) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, ContractJson.Options)));

    private static NewIncident Read(CreateBody body, string? key, FieldErrors errors)
    {
        errors.Require(key is null or { Length: > 0 and <= MaxKey }, "Idempotency-Key",
            "An Idempotency-Key has 1 to 200 characters.");
        errors.Require(EnumWords.TryRead<IncidentSeverity>(body.Severity, out var severity), "severity",
            "severity is one of critical, high, medium, low, info.");
        return new(
            errors.Text(body.Title, 1, 200, "title"),
            errors.Text(body.Description, 10, 4_000, "description"),
            severity,
            ScopeBody.Read(body.Integrations, body.Resource, errors));
    }

    private static Task<IncidentRow?> KnownAsync(
        InvestigationsDbContext db, string tenantId, string key, CancellationToken cancellationToken) =>
        db.Incidents.AsNoTracking()
            .FirstOrDefaultAsync(row => row.TenantId == tenantId && row.IdempotencyKey == key, cancellationToken);

    private static IResult Repeated(IncidentRow known, string? hash) => known.IdempotencyHash == hash
        ? Results.Created($"/v1/incidents/{known.Id}", IncidentView.OfOne(known))
        : CaseErrors.IdempotencyKeyReused();
}
