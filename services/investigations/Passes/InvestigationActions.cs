using System.Diagnostics;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// What people do to investigations: start, add context, cancel. Each is in the audit chain before it is done.
/// </summary>
internal static class InvestigationActions
{
    private const int MaxReason = 500;
    private const int MaxText = 2_000;
    private const int MaxAttempts = 5;

    internal sealed record CancelBody(string? Reason);

    /// <param name="Text">What a person knows and the product does not.</param>
    /// <param name="Hints">Names to look for, such as a resource or a log group.</param>
    /// <param name="Integrations">Where to look from now on; absent, it stays as it is.</param>
    /// <param name="Resource">What to look at from now on.</param>
    internal sealed record ContextBody(
        string? Text, IReadOnlyList<string>? Hints, IReadOnlyList<string>? Integrations, ResourceBody? Resource);

    public static async Task<IResult> StartAsync(
        CallerIdentity caller, string incidentId, StartBody? body, IdempotencyKey idempotency, IncidentDesk incidents,
        InvestigationStart start, StartLimit limit, InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox, CaseAudit audit,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var scope = body?.Read(errors);
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var route = $"POST /v1/investigation/{incidentId}";
        if (await db.FindPostAsync(caller.TenantId, route, idempotency, time, cancellationToken) is { } earlier)
        {
            return StartedAgain(incidentId, earlier, body);
        }

        if (await start.IsRunningAsync(incident, cancellationToken))
        {
            return CaseErrors.InvestigationRunning();
        }

        using var turn = await limit.TakeAsync(caller.TenantId, cancellationToken);
        if (turn is null)
        {
            return CaseErrors.TooManyInvestigations();
        }

        incident.Scope = scope ?? incident.Scope;
        var started = await start.StartAsync(
            incident, InvestigationTrigger.Reinvestigate, caller.Subject, body?.Hints,
            Activity.Current?.TraceId.ToHexString(), cancellationToken);
        var details = CaseAudit.DetailsOf(incident.Scope, body?.Hints?.Count ?? 0);
        details["investigationId"] = started.InvestigationId;
        if (await audit.RecordAsync(caller, "investigation.started", incidentId, details, cancellationToken)
            is { } unrecorded)
        {
            return unrecorded;
        }

        if (started.Request is { } request)
        {
            outbox.Add(request);
        }

        db.RememberPost(caller.TenantId, route, idempotency, body, started.InvestigationId, time);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception is DbUpdateConcurrencyException || StoreErrors.IsUniqueViolation(exception))
        {
            // Another start at the same moment, here or on another replica; it may be the same one.
            db.ChangeTracker.Clear();
            return await db.FindPostAsync(caller.TenantId, route, idempotency, time, cancellationToken) is { } first
                ? StartedAgain(incidentId, first, body)
                : CaseErrors.InvestigationRunning();
        }

        return Results.Accepted($"/v1/investigation/{incidentId}",
            new StartedView(incidentId, started.InvestigationId));
    }

    private static IResult StartedAgain(string incidentId, IdempotentPost earlier, StartBody? body) => earlier.IsRepeatedBy(body)
        ? Results.Accepted($"/v1/investigation/{incidentId}", new StartedView(incidentId, earlier.CreatedId))
        : CaseErrors.IdempotencyKeyUsed();

    /// <summary>
    /// Context joins the timeline and starts the investigation again. While one is running, or as many as may, it waits
    /// with the incident: what a person has typed is never handed back for being early.
    /// </summary>
    public static async Task<IResult> AddContextAsync(
        CallerIdentity caller, string incidentId, ContextBody body, IdempotencyKey idempotency, IncidentDesk incidents,
        ContextDesk contexts, StartLimit limit, InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox, CaseAudit audit,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var text = errors.Text(body.Text, 1, MaxText, "text");
        StartBody.Check(body.Hints, errors);
        var scope = ScopeBody.Read(body.Integrations, body.Resource, errors);
        if (errors.Answer() is { } refused)
        {
            return refused;
        }

        var route = $"POST /v1/investigation/{incidentId}/context";
        var context = new NewContext(text, body.Hints ?? [], scope, caller.Subject);
        var isRecorded = false;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
            {
                return CaseErrors.IncidentNotFound();
            }

            if (await db.FindPostAsync(caller.TenantId, route, idempotency, time, cancellationToken) is { } earlier)
            {
                return AddedAgain(incident, earlier, body);
            }

            using var turn = await limit.TakeAsync(caller.TenantId, cancellationToken);
            if (turn is null && incident.InvestigationId is null)
            {
                // It has never been investigated: there is nothing at whose side the context could wait.
                return CaseErrors.TooManyInvestigations();
            }

            if (await contexts.AddAsync(incident, context, turn is not null, cancellationToken) is not { } added)
            {
                return CaseErrors.ContextFull();
            }

            if (!isRecorded && await audit.RecordAsync(caller, "context.added", incidentId,
                CaseAudit.DetailsOf(scope, context.Hints.Count), cancellationToken) is { } unrecorded)
            {
                return unrecorded;
            }

            isRecorded = true;
            if (added.Request is { } request)
            {
                outbox.Add(request);
            }

            db.RememberPost(caller.TenantId, route, idempotency, body, added.InvestigationId, time);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return Results.Accepted($"/v1/investigation/{incidentId}",
                    new ContextView(incidentId, added.InvestigationId, added.Reinvestigation));
            }
            catch (DbUpdateException exception)
                when (exception is DbUpdateConcurrencyException || StoreErrors.IsUniqueViolation(exception))
            {
                // The pass has ended meanwhile, or another has begun: looked at again, it goes where it belongs.
                db.ChangeTracker.Clear();
            }
        }

        return CaseErrors.ChangedMeanwhile();
    }

    private static IResult AddedAgain(IncidentRow incident, IdempotentPost earlier, ContextBody body) => earlier.IsRepeatedBy(body)
        ? Results.Accepted($"/v1/investigation/{incident.Id}", new ContextView(incident.Id, earlier.CreatedId,
            incident.WaitingHints is { Count: > 0 } ? Reinvestigation.Waiting : Reinvestigation.Started))
        : CaseErrors.IdempotencyKeyUsed();

    public static async Task<IResult> CancelAsync(
        CallerIdentity caller, string incidentId, CancelBody? body, IncidentDesk incidents, InvestigationDesk desk,
        InvestigationsDbContext db, Outbox<InvestigationsDbContext> outbox, CaseAudit audit,
        CancellationToken cancellationToken)
    {
        var reason = string.IsNullOrWhiteSpace(body?.Reason) ? $"cancelled by {caller.Subject}" : body.Reason;
        if (reason.Length > MaxReason)
        {
            return CaseErrors.InvalidParameter("reason", "A reason has at most 500 characters.");
        }

        if (CaseErrors.Unprintable(body?.Reason, "reason") is { } unprintable)
        {
            return unprintable;
        }

        if (await incidents.FindAsync(caller.TenantId, incidentId, cancellationToken) is not { } incident)
        {
            return CaseErrors.IncidentNotFound();
        }

        var row = await InvestigationEndpoints.LatestAsync(db, incident, cancellationToken);
        if (row is null
            || await desk.CancelAsync(row, reason, cancellationToken) is not { IsCancelled: true } cancelled)
        {
            return CaseErrors.NotRunning();
        }

        var details = new Dictionary<string, string>
        {
            ["investigationId"] = row.Id,
            ["what"] = cancelled.Message is { } pass ? $"pass {pass.Pass}" : "follow-up",
        };
        if (await audit.RecordAsync(caller, "investigation.cancelled", incidentId, details, cancellationToken)
            is { } unrecorded)
        {
            return unrecorded;
        }

        if (cancelled.Message is { } message)
        {
            outbox.Add(message);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CaseErrors.ChangedMeanwhile();
        }

        return Results.Ok(new CancelledView(incidentId, row.Id, row.Status));
    }
}
