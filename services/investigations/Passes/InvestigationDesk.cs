using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Storage;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// The life of an investigation: its request, its follow-ups, its deadlines, its cancellation. Every request ends in
/// exactly one completion or cancellation of its pass. Nothing is saved or published here; the caller commits both.
/// </summary>
public sealed class InvestigationDesk(
    PassStore passes,
    IncidentDesk incidents,
    PassEnd end,
    Timeline timeline,
    TimeProvider time,
    IOptions<InvestigationsOptions> options)
{
    /// <summary>A request, also one that is asked again after a restart: a known one changes nothing.</summary>
    public async Task<InvestigationCompleted?> RequestAsync(
        InvestigationRequested request, string? traceId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await passes.IsRequestedAsync(request, cancellationToken))
        {
            return null;
        }

        var (row, pass) = await passes.FindOrStartAsync(
            request.TenantId, request.InvestigationId, request.Pass, cancellationToken);
        pass.Request = request;
        row.Pass = Math.Max(row.Pass, request.Pass);
        if (row.Request is null)
        {
            row.TraceId = traceId;
            row.Request = request;
            row.IncidentId = request.IncidentId;
            row.RequestedBy = request.RequestedBy;
            row.RequestedAt = request.RequestedAt;
        }

        row.DeadlineAt = pass.IsOver ? null : options.Value.DeadlineOf(pass);
        row.Reschedule();
        var incident = await incidents.InvestigateAsync(request, cancellationToken);
        timeline.Add(incident, request.InvestigationId, request.RequestedAt, TimelineKinds.InvestigationRequested,
            TextOf(request), new { request.Trigger, request.Pass, person = request.RequestedBy });
        await timeline.AdoptAsync(incident, request.InvestigationId, cancellationToken);
        return await end.EvaluateAsync(row, pass, cancellationToken);
    }

    /// <summary>
    /// Does what is due: ends a pass at its deadline, judges late evidence, starts a follow-up. That context which has
    /// waited is due is only said: the start of an investigation is not this class's.
    /// </summary>
    public async Task<DueOutcome> ActAsync(string tenantId, string investigationId, CancellationToken cancellationToken)
    {
        var row = await passes.FindAsync(tenantId, investigationId, cancellationToken);
        if (row is null || row.DueAt is not { } due || due > Now())
        {
            return new(null, null, null);
        }

        row.Version++;
        var restart = row.RestartAt <= Now() ? row.IncidentId : null;
        row.RestartAt = restart is null ? row.RestartAt : null;
        InvestigationCompleted? completed = null;
        if (row.DeadlineAt <= Now())
        {
            var pass = await passes.FindOrAddPassAsync(row, row.Pass, cancellationToken);
            await StepAsync(row, row.DeadlineAt.Value, TimelineKinds.DeadlinePassed,
                "The deadline has passed; what is in by now counts", null, cancellationToken);
            completed = await end.EndAsync(row, pass, cancellationToken);
        }

        if (row.JudgeAt <= Now())
        {
            await end.JudgeLateAsync(row, cancellationToken);
        }

        // A new investigation reads all again; where it has to wait, the next look makes the follow-up.
        var requested = restart is null && !row.IsRunning && row.FollowUp?.DueAt <= Now()
            ? await FollowUpAsync(row, cancellationToken)
            : null;
        row.Reschedule();
        return new(completed, requested, restart);
    }

    /// <summary>A person ends what is at work or due; there is a message only for a pass that was asked for.</summary>
    public async Task<CancelOutcome> CancelAsync(
        InvestigationRow row, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.IncidentId is not { } incidentId || (!row.IsRunning && row.FollowUp is null))
        {
            return new(false, null);
        }

        row.Version++;
        var isRunning = row.IsRunning;
        StopFollowUps(row);
        if (!isRunning)
        {
            row.Reschedule();
            await StepAsync(
                row, Now(), TimelineKinds.FollowUpDropped, "The follow-up was cancelled", new { reason },
                cancellationToken);
            return new(true, null);
        }

        var pass = await passes.FindOrAddPassAsync(row, row.Pass, cancellationToken);
        pass.Status = InvestigationStatus.Cancelled;
        pass.EndedAt = Now();

        // What earlier passes have found stands.
        row.Status = row.Revision > 0 ? InvestigationStatus.Completed : InvestigationStatus.Cancelled;
        row.CompletedAt = Now();
        row.DeadlineAt = null;
        row.Reschedule();
        await StepAsync(row, Now(), TimelineKinds.InvestigationCancelled,
            pass.Number == 1 ? "Investigation cancelled" : $"Pass {pass.Number} cancelled",
            new { reason, pass = pass.Number }, cancellationToken);
        if (row.Outcome is null or VerdictOutcome.Insufficient)
        {
            await incidents.ReleaseAsync(row.TenantId, incidentId, row.Id, cancellationToken);
        }

        return new(true, new()
        {
            TenantId = row.TenantId, InvestigationId = row.Id, IncidentId = incidentId, Pass = pass.Number,
            Reason = reason, CancelledAt = Now(),
        });
    }

    /// <summary>The first step of an investigation says who wanted it; nobody did where an alarm asks.</summary>
    internal static string TextOf(InvestigationRequested request) =>
        request.RequestedBy is { } person ? $"Investigation requested by {person}" : "Investigation requested";

    private static void StopFollowUps(InvestigationRow row)
    {
        row.FollowUp = null;
        row.AreFollowUpsStopped = true;
    }

    private async Task<InvestigationRequested?> FollowUpAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        var next = row.FollowUp!;
        var incident = await incidents.FindAsync(row.TenantId, row.IncidentId!, cancellationToken);
        if (incident is null || incident.InvestigationId != row.Id || incident.Status == IncidentStatus.Closed)
        {
            await DropFollowUpAsync(row, cancellationToken);
            return null;
        }

        var pass = await passes.FindOrAddPassAsync(row, next.Pass, cancellationToken);
        var first = row.Request!;
        pass.Request = first with
        {
            Trigger = InvestigationTrigger.FollowUp,
            Pass = next.Pass,
            Sources = next.Sources,
            Scope = next.IntegrationIds.Count > 0
                ? (first.Scope ?? new InvestigationScope()) with { IntegrationIds = next.IntegrationIds }
                : first.Scope,
            Resume = false,
            RequestedAt = Now(),
        };
        row.FollowUp = null;
        row.Pass = next.Pass;
        row.Status = InvestigationStatus.Requested;
        row.DeadlineAt = options.Value.DeadlineOf(pass);
        incidents.Run(incident);
        timeline.Add(incident, row.Id, Now(), TimelineKinds.FollowUpStarted,
            $"Pass {next.Pass} reads {string.Join(", ", next.Sources)} again", new { next.Pass, next.Sources });
        return pass.Request;
    }

    private async Task DropFollowUpAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        StopFollowUps(row);
        row.Reschedule();
        await StepAsync(row, Now(), TimelineKinds.FollowUpDropped,
            "The follow-up is not made: the case has moved on", null, cancellationToken);
    }

    private Task StepAsync(
        InvestigationRow row, DateTimeOffset at, string kind, string text, object? data,
        CancellationToken cancellationToken) =>
        timeline.AddAsync(row.TenantId, row.IncidentId, row.Id, at, kind, text, data, cancellationToken);

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMicroseconds();
}

/// <summary>
/// What doing the due has to tell: a pass that ended, one that begins, and the incident whose waiting context is due.
/// </summary>
public sealed record DueOutcome(
    InvestigationCompleted? Completed, InvestigationRequested? Requested, string? IncidentToRestart);

/// <summary>Whether there was anything to cancel, and the message if a pass had been asked for.</summary>
public sealed record CancelOutcome(bool IsCancelled, InvestigationCancelled? Message);
