using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Verdicts;
using CauseFlow.Storage;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Ends passes: with a verdict over all that is in, and with the next pass planned where sources were too early.
/// </summary>
public sealed class PassEnd(
    PassStore passes,
    VerdictDesk verdicts,
    IncidentDesk incidents,
    Timeline timeline,
    InvestigationsMetrics metrics,
    TimeProvider time,
    IOptions<InvestigationsOptions> options)
{
    /// <summary>Ends the pass if nothing more is to come; only then there is a message to send, once.</summary>
    public async Task<InvestigationCompleted?> EvaluateAsync(
        InvestigationRow row, PassRow pass, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.Request is null || pass.IsOver)
        {
            return null;
        }

        var state = await passes.LoadAsync(pass, cancellationToken);
        return PassEvaluation.IsComplete(state) ? await EndAsync(row, pass, cancellationToken) : null;
    }

    /// <summary>Ends the pass with what is in.</summary>
    public async Task<InvestigationCompleted> EndAsync(
        InvestigationRow row, PassRow pass, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(pass);
        var now = Now();
        pass.Status = InvestigationStatus.Completed;
        pass.EndedAt = now;
        row.Status = InvestigationStatus.Completed;
        row.CompletedAt = now;
        row.DeadlineAt = null;
        row.JudgeAt = null;
        var judged = await verdicts.JudgeAsync(row, cancellationToken);
        await RestartAsync(row, now, cancellationToken);
        metrics.Judged(judged.Verdict.Outcome, pass.Number == 1 ? now - row.RequestedAt : null);
        await PlanAsync(row, judged.Case, cancellationToken);
        return new()
        {
            TenantId = row.TenantId,
            InvestigationId = row.Id,
            IncidentId = row.IncidentId!,
            Pass = pass.Number,
            Outcome = judged.Verdict.Outcome,
            Revision = judged.Revision,
            CompletedAt = now,
        };
    }

    /// <summary>
    /// Judges what has come since its pass ended. While another pass is at work, that one's end plans what follows.
    /// </summary>
    public async Task JudgeLateAsync(InvestigationRow row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        row.JudgeAt = null;
        var judged = await verdicts.JudgeAgainAsync(row, cancellationToken);
        if (judged is not null && !row.IsRunning)
        {
            await PlanAsync(row, judged.Case!, cancellationToken);
        }

        row.Reschedule();
    }

    /// <summary>
    /// Context has waited for this end. The next investigation is due at once, as a row like all that is due; it reads
    /// all sources again, so that this one needs no follow-up.
    /// </summary>
    private async Task RestartAsync(InvestigationRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var incident = await incidents.FindAsync(row.TenantId, row.IncidentId!, cancellationToken);
        if (incident?.WaitingHints is { Count: > 0 })
        {
            row.RestartAt = now;
            row.AreFollowUpsStopped = true;
        }
    }

    private async Task PlanAsync(InvestigationRow row, CaseFile? file, CancellationToken cancellationToken)
    {
        var known = row.FollowUp;
        row.FollowUp = row.AreFollowUpsStopped || file is null
            ? null
            : FollowUp.Of(file.Coverage, row.Pass, row.StartedAt ?? row.CompletedAt ?? Now(), Now(), options.Value);
        row.Reschedule();
        if (row.FollowUp is { } next && (known?.Pass != next.Pass || !known.Sources.SequenceEqual(next.Sources)))
        {
            await timeline.AddAsync(row.TenantId, row.IncidentId, row.Id, Now(), TimelineKinds.FollowUpDue,
                $"Too early for {string.Join(", ", next.Sources)}: pass {next.Pass} follows",
                new { next.Pass, next.DueAt, next.Sources }, cancellationToken);
        }
    }

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMicroseconds();
}
