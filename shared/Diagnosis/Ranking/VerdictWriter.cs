using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>
/// Ranks hypotheses and decides the outcome.
/// <list type="bullet">
/// <item><c>insufficient</c>: nothing was read, or nothing explains what was; what it points at most are leads.</item>
/// <item><c>no_incident</c>: the alarm's metric was read and stayed in its baseline, nothing else is abnormal, no
/// mandatory source is missing and none is too early.</item>
/// <item><c>cause</c>: at least one hypothesis with a confidence of 0.35 or more.</item>
/// </list>
/// </summary>
internal static class VerdictWriter
{
    private const double MinConfidence = 0.35;

    /// <summary>Beside a cause that is this sure, or that is no matter of statistics, nobody looks at what only moved.</summary>
    private const double Settled = 0.85;

    /// <summary>Beside a doubtful cause, what the statistics point at next is worth a look down to this.</summary>
    private const double MinAlternative = 0.1;
    private const int MaxCauses = 5;

    /// <summary>Among fewer resources there is nothing to rank.</summary>
    private const int MinMeasured = 3;

    /// <summary>A suspect this strong forbids to say that nothing happened, even where the alarm's own metric is quiet.</summary>
    private const double Unrest = 3;

    public static Verdict Write(
        CaseEvidence evidence, SymptomSet symptoms, IReadOnlyList<Hypothesis> hypotheses, IReadOnlyList<RuledOutHypothesis> ruledOut)
    {
        var gaps = new CoverageGaps(evidence.Coverage);
        // A change is one cause, whichever rules speak of it; of the others, one for each resource and category.
        var first = hypotheses.MaxBy(hypothesis => hypothesis.Score);
        var best = first?.Score ?? double.NegativeInfinity;
        var least = first?.Suspect is null || Confidence.OfScore(best) >= Settled ? MinConfidence : MinAlternative;
        List<Cause> causes = [.. hypotheses
            .Where(hypothesis => Confidence.OfScore(hypothesis.Score) >= (hypothesis.Suspect is null ? MinConfidence : least))
            .OrderByDescending(hypothesis => hypothesis.Score)
            .ThenBy(hypothesis => hypothesis.Signal, StringComparer.Ordinal)
            .ThenBy(hypothesis => hypothesis.Supporting[0], StringComparer.Ordinal)
            .DistinctBy(hypothesis => (ResourceIdentity.Of(hypothesis.Resource), hypothesis.ChangeId is null ? hypothesis.Category : (CauseCategory?)null, hypothesis.ChangeId))
            .Take(MaxCauses)
            .Select((hypothesis, index) => Cause(hypothesis, index + 1, hypotheses, gaps, evidence, symptoms))];
        var outcome = Outcome(evidence, symptoms, best, gaps);
        return new Verdict
        {
            Outcome = outcome,
            Revision = evidence.File.Revision,
            Summary = Summary(outcome, evidence, symptoms, causes, gaps),
            Onset = outcome == VerdictOutcome.NoIncident ? null : symptoms.Onset,
            Causes = outcome == VerdictOutcome.Cause ? causes : [],
            Leads = outcome != VerdictOutcome.Cause && causes.Count > 0 && symptoms.Suspects.Measured >= MinMeasured ? causes : null,
            RuledOut = [.. ruledOut.OrderBy(item => item.Evidence.Count > 0 ? item.Evidence[0] : "", StringComparer.Ordinal)
                .ThenBy(item => item.Reason, StringComparer.Ordinal)],
        };
    }

    private static VerdictOutcome Outcome(CaseEvidence evidence, SymptomSet symptoms, double best, CoverageGaps gaps)
    {
        if (!evidence.AnythingRead)
        {
            return VerdictOutcome.Insufficient;
        }

        if (Confidence.OfScore(best) >= MinConfidence)
        {
            return VerdictOutcome.Cause;
        }

        var quiet = symptoms.AlarmSeries is { Baseline: not null } && !symptoms.AnythingAbnormal
            && symptoms.Suspects.All.All(suspect => suspect.Score < Unrest);
        return quiet && !gaps.MandatoryMissing && !gaps.AnythingTooEarly ? VerdictOutcome.NoIncident : VerdictOutcome.Insufficient;
    }

    private static Cause Cause(
        Hypothesis hypothesis, int rank, IReadOnlyList<Hypothesis> hypotheses, CoverageGaps gaps, CaseEvidence evidence, SymptomSet symptoms) => new()
    {
        Rank = rank,
        Resource = hypothesis.Resource,
        Category = hypothesis.Category,
        Signal = hypothesis.Signal,
        Summary = $"{hypothesis.Summary}.",
        Explanation = Explain(hypothesis, gaps, symptoms),
        Confidence = Confidence.Of(CauseFeatures.Of(hypothesis, hypotheses, evidence), gaps.Cap),
        Supporting = hypothesis.Supporting,
        Refuting = hypothesis.Refuting,
        ChangeId = hypothesis.ChangeId,
        NextSteps = NextSteps.For(hypothesis, gaps, evidence.File.Window),
    };

    private static string Explain(Hypothesis hypothesis, CoverageGaps gaps, SymptomSet symptoms)
    {
        var onset = symptoms is { AlarmReproduced: true, AlarmSeries: { } alarm }
            ? $" The alarm's metric {alarm.Series.Name} left its baseline (median {Words.Number(alarm.Baseline?.Median ?? 0)}) at {Words.Time(symptoms.Onset!.Earliest)}"
                + $" and peaked at {Words.Number(alarm.Peak)} [{alarm.Series.EvidenceId}]."
            : "";
        var against = hypothesis.Against.Count > 0 ? $"Against: {string.Join("; ", hypothesis.Against)}." : "Nothing in the evidence speaks against it.";
        var capped = gaps.MandatoryMissing ? " Confidence is capped because a mandatory source is missing." : "";
        return $"For: {string.Join("; ", hypothesis.For)}.{onset} {against} {gaps.Sentence}{capped}";
    }

    private static string Summary(VerdictOutcome outcome, CaseEvidence evidence, SymptomSet symptoms, List<Cause> causes, CoverageGaps gaps)
    {
        switch (outcome)
        {
            case VerdictOutcome.Cause:
                return causes[0].Summary;
            case VerdictOutcome.NoIncident:
                var series = symptoms.AlarmSeries!;
                return $"No incident: {series.Series.Name} stayed at its baseline (median {Words.Number(series.Baseline?.Median ?? 0)}, peak {Words.Number(series.Peak)})"
                    + $" and none of {evidence.Logs.Count} log patterns is new or bursting.";
            default:
                var reason = !evidence.AnythingRead ? "nothing could be read"
                    : gaps.AnythingTooEarly ? "nothing explains it so far, and a source's facts are still to come"
                    : $"{evidence.Metrics.Count} metrics, {evidence.Logs.Count} log patterns and {evidence.Changes.Count} changes explain nothing";
                return $"Insufficient evidence: {reason}. {gaps.Sentence} {NextQuery.For(evidence, symptoms, gaps)}";
        }
    }
}
