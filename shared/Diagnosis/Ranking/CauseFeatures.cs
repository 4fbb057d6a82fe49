using CauseFlow.Diagnosis.Rules;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>What a confidence is made of, beside what was not looked at.</summary>
/// <param name="Score">Log-odds of the hypothesis: the kinds of facts that agree, the place and the alarm's metric are in it.</param>
/// <param name="Margin">How far it is ahead of the best one about another resource, −2 to 2.</param>
/// <param name="IsStatistical">It is concluded from numbers; nobody says so in words.</param>
internal sealed record CauseFeatures(double Score, double Margin, bool IsStatistical)
{
    private const double MaxMargin = 2;

    public static CauseFeatures Of(Hypothesis hypothesis, IReadOnlyList<Hypothesis> all, CaseEvidence evidence)
    {
        var number = evidence.Topology.NumberOf(hypothesis.Resource);
        var rival = all.Where(other => evidence.Topology.NumberOf(other.Resource) != number).Select(other => other.Score).DefaultIfEmpty(-MaxMargin).Max();
        return new(hypothesis.Score, Math.Clamp(hypothesis.Score - rival, -MaxMargin, MaxMargin), hypothesis.Suspect is not null);
    }
}
