using CauseFlow.Contracts;
using CauseFlow.Investigations.Evidence;
using CauseFlow.Investigations.Feedback;
using CauseFlow.Investigations.Passes;

namespace CauseFlow.Investigations.Verdicts;

/// <summary>What an investigation has come to; before the first verdict only the ids and the status.</summary>
public sealed record InvestigationResult
{
    public required string IncidentId { get; init; }
    public required string InvestigationId { get; init; }
    public required InvestigationStatus Status { get; init; }
    public VerdictOutcome? Outcome { get; init; }
    public required int Revision { get; init; }
    public string? Summary { get; init; }
    public OnsetInterval? Onset { get; init; }
    public Cause? RootCause { get; init; }
    public double? Confidence { get; init; }
    public required IReadOnlyList<Cause> Causes { get; init; }
    public required IReadOnlyList<RuledOutHypothesis> RuledOut { get; init; }

    /// <summary>The evidence that the causes cite.</summary>
    public required IReadOnlyList<EvidenceView> Evidence { get; init; }
    public required IReadOnlyList<string> RecommendedActions { get; init; }
    public required IReadOnlyList<Coverage> Coverage { get; init; }

    /// <summary>The current pass, and when the next one is due, for which sources; null when none is.</summary>
    public required int Pass { get; init; }
    public DateTimeOffset? NextPassAt { get; init; }
    public IReadOnlyList<string>? NextPassSources { get; init; }

    /// <summary>This revision says otherwise than the one before.</summary>
    public required bool VerdictChanged { get; init; }

    /// <summary>What people say of the causes, of all revisions.</summary>
    public required IReadOnlyList<FeedbackView> Feedback { get; init; }
    public string? TraceId { get; init; }

    public static InvestigationResult Of(
        InvestigationRow row, VerdictRow? verdict, IReadOnlyList<EvidenceRow> evidence,
        IReadOnlyList<FeedbackRow> feedback)
    {
        ArgumentNullException.ThrowIfNull(row);
        var causes = verdict?.Verdict.Causes ?? [];
        var first = causes.Count > 0 ? causes[0] : null;
        return new()
        {
            IncidentId = row.IncidentId!,
            InvestigationId = row.Id,
            Status = row.Status,
            Outcome = verdict?.Verdict.Outcome,
            Revision = verdict?.Revision ?? 0,
            Summary = verdict?.Verdict.Summary,
            Onset = verdict?.Verdict.Onset,
            RootCause = first,
            Confidence = first?.Confidence,
            Causes = causes,
            RuledOut = verdict?.Verdict.RuledOut ?? [],
            Evidence = [.. evidence.Select(EvidenceView.Of)],
            RecommendedActions = first?.NextSteps ?? [],
            Coverage = verdict?.Case?.Coverage ?? [],
            Pass = row.Pass,
            NextPassAt = row.FollowUp?.DueAt,
            NextPassSources = row.FollowUp?.Sources,
            VerdictChanged = verdict?.IsChanged ?? false,
            Feedback = [.. feedback.Select(FeedbackView.Of)],
            TraceId = row.TraceId,
        };
    }
}
