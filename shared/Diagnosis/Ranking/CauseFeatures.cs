using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Rules;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>What a confidence is made of.</summary>
/// <param name="Score">Log-odds of the hypothesis.</param>
/// <param name="Margin">How far it is ahead of the best one about another resource, −2 to 2.</param>
/// <param name="Kinds">Kinds of facts that agree: metrics, logs, states, changes; the alarm's own metric does not count.</param>
/// <param name="IsDeepest">The end of an anomalous path from an alarm whose own resource is out of order.</param>
/// <param name="IsReproduced">The alarm's metric left its baseline.</param>
/// <param name="Coverage">Share of the kinds of facts that the case holds any of.</param>
/// <param name="IsStatistical">Nobody says so in words; it is concluded from numbers.</param>
internal sealed record CauseFeatures(
    double Score, double Margin, int Kinds, bool IsDeepest, bool IsReproduced, double Coverage, bool IsStatistical)
{
    private const double MaxMargin = 2;

    public static CauseFeatures Of(Hypothesis hypothesis, IReadOnlyList<Hypothesis> all, CaseEvidence evidence, SymptomSet symptoms)
    {
        var number = evidence.Topology.NumberOf(hypothesis.Resource);
        var rival = all.Where(other => evidence.Topology.NumberOf(other.Resource) != number).Select(other => other.Score).DefaultIfEmpty(-MaxMargin).Max();
        var alarm = symptoms.AlarmSeries?.Series.EvidenceId;
        var facts = hypothesis.Supporting.Where(id => id != alarm).ToHashSet(StringComparer.Ordinal);
        bool[] kinds =
        [
            evidence.Metrics.Any(series => facts.Contains(series.EvidenceId)), evidence.Logs.Any(pattern => facts.Contains(pattern.EvidenceId)),
            evidence.States.Any(state => facts.Contains(state.EvidenceId)), evidence.Changes.Any(change => facts.Contains(change.EvidenceId)),
        ];
        bool[] held = [evidence.Metrics.Count > 0, evidence.Logs.Count > 0, evidence.States.Count > 0, evidence.Changes.Count > 0, evidence.Relations.Count > 0];
        return new(
            hypothesis.Score, Math.Clamp(hypothesis.Score - rival, -MaxMargin, MaxMargin), kinds.Count(kind => kind),
            symptoms.Suspects.Of(number)?.Tier == PathTier.Deepest && symptoms.AlarmReproduced, symptoms.AlarmReproduced,
            held.Count(kind => kind) / (double)held.Length, hypothesis.Suspect is not null);
    }
}
