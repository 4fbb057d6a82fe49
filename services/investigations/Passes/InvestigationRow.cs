using CauseFlow.Contracts;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// One investigation: its first pass and the follow-ups that keep its id, of which at most one is at work. Every
/// handler raises <see cref="Version"/>, so two that store at once cannot both miss that together they have completed
/// the pass.
/// </summary>
public sealed class InvestigationRow
{
    public long Seq { get; set; }
    public required string Id { get; set; }
    public required string TenantId { get; set; }

    /// <summary>Null until the request has arrived: other messages may overtake it.</summary>
    public string? IncidentId { get; set; }

    /// <summary>The request of the first pass.</summary>
    public InvestigationRequested? Request { get; set; }

    /// <summary>The person or key that started it; null for an alarm's start.</summary>
    public string? RequestedBy { get; set; }

    /// <summary>Of the current pass; completed also when a follow-up was cancelled after a verdict.</summary>
    public InvestigationStatus Status { get; set; }

    /// <summary>The current pass, 1 to 3.</summary>
    public int Pass { get; set; } = 1;

    /// <summary>Revision of the latest verdict; 0 before the first.</summary>
    public int Revision { get; set; }
    public VerdictOutcome? Outcome { get; set; }
    public DateTimeOffset? RequestedAt { get; set; }

    /// <summary>First redemption of the first pass: follow-ups are reckoned from it.</summary>
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FirstFindingAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>When the current pass ends whatever is missing; null while none is at work.</summary>
    public DateTimeOffset? DeadlineAt { get; set; }

    /// <summary>When evidence that came after the end of its pass is judged; null when there is none.</summary>
    public DateTimeOffset? JudgeAt { get; set; }

    /// <summary>
    /// The next pass, while it is due; null when nothing is too early or the last pass has been made.
    /// </summary>
    public FollowUp? FollowUp { get; set; }

    /// <summary>When the incident is investigated again with the context that has waited; null when none has.</summary>
    public DateTimeOffset? RestartAt { get; set; }

    /// <summary>A person has cancelled, or the case has moved on: no further pass is planned.</summary>
    public bool AreFollowUpsStopped { get; set; }

    /// <summary>
    /// The earliest of all that, so that one index finds what is to be done; pushed back where that failed.
    /// </summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>What its stored parts come to, so that no case grows without end.</summary>
    public long EvidenceBytes { get; set; }

    /// <summary>When its evidence was deleted; the verdicts stay.</summary>
    public DateTimeOffset? EvidenceDeletedAt { get; set; }

    /// <summary>W3C trace id of the work that asked for it.</summary>
    public string? TraceId { get; set; }
    public long Version { get; set; }

    public bool IsRunning => Request is not null
        && Status is InvestigationStatus.Requested or InvestigationStatus.Collecting;

    public void Reschedule() =>
        DueAt = new[] { DeadlineAt, JudgeAt, RestartAt, DeadlineAt is null ? FollowUp?.DueAt : null }.Min();
}
