using CauseFlow.Contracts;
using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// What the messages of one investigation do. Each is stored first and the pass evaluated afterwards, under the
/// investigation's row version; the one that ends the pass returns <see cref="InvestigationCompleted"/>, once.
/// Nothing is saved or published here; the caller commits both together.
/// </summary>
public sealed class InvestigationDesk(
    InvestigationsDbContext db,
    PassStore passes,
    IncidentDesk incidents,
    VerdictDesk verdicts,
    Timeline timeline,
    InvestigationsMetrics metrics,
    TimeProvider time,
    IOptions<InvestigationsOptions> options)
{
    /// <summary>A request, also one that is asked again after a restart: a known one changes nothing.</summary>
    public async Task<InvestigationCompleted?> RequestAsync(InvestigationRequested request, string? traceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await passes.FindAsync(request.TenantId, request.InvestigationId, cancellationToken) is { Request: not null })
        {
            return null;
        }

        var row = await passes.FindOrStartAsync(request.TenantId, request.InvestigationId, cancellationToken);
        row.TraceId = traceId;
        row.Request = request;
        row.IncidentId = request.IncidentId;
        row.RequestedAt = request.RequestedAt;
        row.DeadlineAt = row.IsOver ? null : Deadline(row);
        await incidents.InvestigateAsync(request, cancellationToken);
        timeline.Add(request.TenantId, request.IncidentId, request.InvestigationId, request.RequestedAt, TimelineKinds.InvestigationRequested,
            "Investigation requested", new { request.Trigger, request.Pass });
        var overtaking = await db.Timeline.Where(step => step.TenantId == request.TenantId && step.InvestigationId == request.InvestigationId
            && step.IncidentId == null).ToListAsync(cancellationToken);
        overtaking.ForEach(step => step.IncidentId = request.IncidentId);
        return await EvaluateAsync(row, cancellationToken);
    }

    /// <summary>Who may be waited for. Findings that came before this and were never granted are dropped.</summary>
    public async Task<InvestigationCompleted?> DecideAccessAsync(AccessDecided message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var row = await passes.FindOrStartAsync(message.TenantId, message.InvestigationId, cancellationToken);
        foreach (var access in message.Integrations)
        {
            if (await db.Accesses.FindAsync([row.TenantId, row.Id, message.Pass, access.IntegrationId], cancellationToken) is null)
            {
                db.Accesses.Add(new AccessRow { TenantId = row.TenantId, InvestigationId = row.Id, Pass = message.Pass, IntegrationId = access.IntegrationId, Access = access });
                Announce(row, access);
            }
        }

        if (message.Pass != row.Pass || row.AccessDecided && message.Integrations.Count == 0)
        {
            return null;
        }

        row.AccessDecided = true;
        row.AccessRefusal = message.Reason is { } reason ? new(reason, message.Message ?? "Access was refused.", message.Remedy) : null;
        if (message.Integrations.Count == 0)
        {
            Step(row, Now(), TimelineKinds.AccessRefused, message.Message ?? "No connected integration covers the alarm's account",
                new { reason = message.Reason ?? RefusalReason.NotConnected, message.Remedy });
        }

        await AdmitWaitingPartsAsync(row, cancellationToken);
        return await EvaluateAsync(row, cancellationToken);
    }

    /// <summary>A run has begun; the deadline runs from the first.</summary>
    public async Task<InvestigationCompleted?> RedeemAsync(SessionRedeemed message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var row = await passes.FindOrStartAsync(message.TenantId, message.InvestigationId, cancellationToken);
        var run = await passes.FindOrAddRunAsync(row, message.Pass, message.IntegrationId, message.RunNumber, cancellationToken);
        if (run.StartedAt is null)
        {
            run.StartedAt = message.StartedAt;
            Step(row, message.StartedAt, TimelineKinds.SessionRedeemed, "A collector redeemed its session", new { message.IntegrationId, message.RunNumber });
        }

        if (message.Pass == row.Pass && !row.IsOver)
        {
            row.StartedAt = row.StartedAt is { } first && first <= message.StartedAt ? first : message.StartedAt;
            row.Status = InvestigationStatus.Collecting;
            row.DeadlineAt = Deadline(row);
        }

        return await EvaluateAsync(row, cancellationToken);
    }

    /// <summary>One part. It is accepted only from a granted integration; before that is decided it waits.</summary>
    public async Task<InvestigationCompleted?> StoreAsync(FindingsPublished message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var row = await passes.FindOrStartAsync(message.TenantId, message.InvestigationId, cancellationToken);
        var granted = await IsGrantedAsync(row, message, cancellationToken);
        if (granted == false || row.Status == InvestigationStatus.Cancelled)
        {
            metrics.ForeignParts(granted == false ? 1 : 0);
            return null;
        }

        var isKnown = await db.Parts.AnyAsync(part => part.TenantId == row.TenantId && part.InvestigationId == row.Id && part.Pass == message.Pass
            && part.IntegrationId == message.IntegrationId && part.Region == message.Region && part.Source == message.Source
            && part.RunNumber == message.RunNumber && part.Part == message.Part, cancellationToken);
        if (isKnown)
        {
            return null;
        }

        var isLate = row.IsOver || message.Pass < row.Pass;
        db.Parts.Add(new PartRow
        {
            TenantId = row.TenantId, InvestigationId = row.Id, Pass = message.Pass, IntegrationId = message.IntegrationId, Region = message.Region,
            Source = message.Source, RunNumber = message.RunNumber, Part = message.Part, IsLate = isLate, Body = message,
        });
        if (granted == true)
        {
            await AdmitAsync(row, message, cancellationToken);
        }

        if (!isLate)
        {
            return await EvaluateAsync(row, cancellationToken);
        }

        metrics.LatePart();
        Step(row, Now(), TimelineKinds.LateEvidence, $"{message.Source} arrived after the pass had ended", new { message.Source, message.Region, message.Part });
        await verdicts.JudgeAsync(row, await passes.LoadAsync(row, cancellationToken), cancellationToken);
        return null;
    }

    public async Task<InvestigationCompleted?> CompleteAsync(CollectionCompleted message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var row = await passes.FindOrStartAsync(message.TenantId, message.InvestigationId, cancellationToken);
        var run = await passes.FindOrAddRunAsync(row, message.Pass, message.IntegrationId, message.RunNumber, cancellationToken);
        if (run.Sources is null)
        {
            run.Sources = message.Sources;
            run.EndedAt = message.CompletedAt;
            Step(row, message.CompletedAt, TimelineKinds.CollectionCompleted, $"Collection completed: {message.Sources.Count} sources", new { message.IntegrationId, message.RunNumber });
        }

        return await EvaluateAsync(row, cancellationToken);
    }

    public async Task<InvestigationCompleted?> FailAsync(CollectionFailed message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var row = await passes.FindOrStartAsync(message.TenantId, message.InvestigationId, cancellationToken);
        var run = await passes.FindOrAddRunAsync(row, message.Pass, message.IntegrationId, message.RunNumber, cancellationToken);
        if (run.Failure is null)
        {
            run.Failure = new(message.Reason, message.Message, message.Remedy);
            run.EndedAt = message.FailedAt;
            Step(row, message.FailedAt, TimelineKinds.CollectionFailed, message.Message, new { message.IntegrationId, message.Reason, message.Remedy });
        }

        return await EvaluateAsync(row, cancellationToken);
    }

    /// <summary>A collector gave a grant up: the highest run that is known has failed.</summary>
    public async Task<InvestigationCompleted?> FailGrantAsync(CollectionFailed message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var highest = await db.Runs.Where(run => run.TenantId == message.TenantId && run.InvestigationId == message.InvestigationId
            && run.Pass == message.Pass && run.IntegrationId == message.IntegrationId).MaxAsync(run => (int?)run.RunNumber, cancellationToken);
        return await FailAsync(message with { RunNumber = highest ?? 0 }, cancellationToken);
    }

    /// <summary>Ends a pass whose deadline has passed with what is in; null when it has ended meanwhile.</summary>
    public async Task<InvestigationCompleted?> EndAtDeadlineAsync(string tenantId, string investigationId, CancellationToken cancellationToken)
    {
        var row = await passes.FindAsync(tenantId, investigationId, cancellationToken);
        if (row is not { Request: not null, IsOver: false, DeadlineAt: { } deadline } || deadline > Now())
        {
            return null;
        }

        row.Version++;
        Step(row, deadline, TimelineKinds.DeadlinePassed, "The deadline has passed; what is in by now counts");
        return await EndAsync(row, await passes.LoadAsync(row, cancellationToken), cancellationToken);
    }

    /// <summary>A person ends a pass without a verdict; null when there is nothing to end.</summary>
    public async Task<InvestigationCancelled?> CancelAsync(InvestigationRow row, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.IsOver || row.IncidentId is not { } incidentId)
        {
            return null;
        }

        row.Version++;
        row.Status = InvestigationStatus.Cancelled;
        row.CompletedAt = Now();
        row.DeadlineAt = null;
        Step(row, Now(), TimelineKinds.InvestigationCancelled, "Investigation cancelled", new { reason });
        await incidents.ReleaseAsync(row.TenantId, incidentId, row.Id, cancellationToken);
        return new() { TenantId = row.TenantId, InvestigationId = row.Id, IncidentId = incidentId, Pass = row.Pass, Reason = reason, CancelledAt = Now() };
    }

    private async Task<InvestigationCompleted?> EvaluateAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        if (row.Request is null || row.IsOver)
        {
            return null;
        }

        var state = await passes.LoadAsync(row, cancellationToken);
        return PassEvaluation.IsComplete(state) ? await EndAsync(row, state, cancellationToken) : null;
    }

    private async Task<InvestigationCompleted> EndAsync(InvestigationRow row, PassState state, CancellationToken cancellationToken)
    {
        var now = Now();
        row.Status = InvestigationStatus.Completed;
        row.CompletedAt = now;
        row.DeadlineAt = null;
        var verdict = await verdicts.JudgeAsync(row, state, cancellationToken);
        metrics.Judged(verdict.Outcome, now - row.RequestedAt);
        return new()
        {
            TenantId = row.TenantId,
            InvestigationId = row.Id,
            IncidentId = row.IncidentId!,
            Pass = row.Pass,
            Outcome = verdict.Outcome,
            Revision = verdict.Revision,
            CompletedAt = now,
        };
    }

    /// <summary>True, false, or null while access is not decided.</summary>
    private async Task<bool?> IsGrantedAsync(InvestigationRow row, FindingsPublished message, CancellationToken cancellationToken)
    {
        var access = await db.Accesses.FindAsync([row.TenantId, row.Id, message.Pass, message.IntegrationId], cancellationToken);
        return access is not null ? access.Access.LeaseId is not null : row.AccessDecided ? false : null;
    }

    private async Task AdmitWaitingPartsAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        var state = await passes.LoadAsync(row, cancellationToken);
        var waiting = await db.Parts.Where(part => part.TenantId == row.TenantId && part.InvestigationId == row.Id && part.Pass == row.Pass)
            .OrderBy(part => part.Seq).ToListAsync(cancellationToken);
        foreach (var part in waiting)
        {
            if (state.IsGranted(part.IntegrationId))
            {
                await AdmitAsync(row, part.Body, cancellationToken);
            }
            else
            {
                db.Parts.Remove(part);
                metrics.ForeignParts(1);
            }
        }
    }

    /// <summary>A granted part becomes visible: its facts as evidence rows, its coverage as a step of the timeline.</summary>
    private async Task AdmitAsync(InvestigationRow row, FindingsPublished part, CancellationToken cancellationToken)
    {
        if (row.FirstFindingAt is null)
        {
            row.FirstFindingAt = Now();
            if (row.RequestedAt is { } requestedAt)
            {
                metrics.FirstFinding(Now() - requestedAt);
            }
        }

        var facts = EvidenceRows.Of(part).DistinctBy(fact => fact.EvidenceId).ToList();
        var ids = facts.ConvertAll(fact => fact.EvidenceId);
        var known = await db.Evidence.Where(fact => fact.TenantId == row.TenantId && fact.InvestigationId == row.Id && ids.Contains(fact.EvidenceId))
            .Select(fact => fact.EvidenceId).ToListAsync(cancellationToken);
        known.AddRange(db.Evidence.Local.Where(fact => fact.InvestigationId == row.Id).Select(fact => fact.EvidenceId));
        db.Evidence.AddRange(facts.ExceptBy(known, fact => fact.EvidenceId));
        if (part.Coverage.Count > 0)
        {
            var outcome = part.Coverage.Max(coverage => coverage.Outcome);
            Step(row, part.CollectedAt, TimelineKinds.SourceCompleted, $"{part.Source} in {part.Region}: {facts.Count} facts", new
            {
                part.Source,
                part.Region,
                outcome,
                evidence = facts.GroupBy(fact => fact.Type).ToDictionary(group => group.Key, group => group.Count()),
                detail = part.Coverage.Select(coverage => coverage.Detail).FirstOrDefault(detail => detail is not null),
            });
        }
    }

    private void Announce(InvestigationRow row, IntegrationAccess access)
    {
        var granted = access.LeaseId is not null;
        Step(row, Now(), granted ? TimelineKinds.AccessGranted : TimelineKinds.AccessRefused,
            granted ? $"Access to {access.Account} granted" : access.Message ?? $"Access to {access.Account} refused",
            new { access.IntegrationId, access.Provider, access.Account, access.LeaseExpiresAt, access.Reason, access.Remedy });
    }

    private void Step(InvestigationRow row, DateTimeOffset at, string kind, string text, object? data = null) =>
        timeline.Add(row.TenantId, row.IncidentId, row.Id, at, kind, text, data);

    private DateTimeOffset? Deadline(InvestigationRow row)
    {
        if (row.RequestedAt is not { } requestedAt)
        {
            return null;
        }

        var latest = requestedAt.AddSeconds(options.Value.MaxSecondsFromRequest);
        return row.StartedAt?.AddSeconds(options.Value.DeadlineSeconds) is { } deadline && deadline < latest ? deadline : latest;
    }

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMicroseconds();
}
