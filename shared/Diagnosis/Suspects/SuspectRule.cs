using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Rules;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Suspects;

/// <summary>
/// What metrics, logs and topology point at together, for any kind of resource. Log-odds = −1.6 + 0.33 × the combination of
/// <see cref="SuspectScore"/>, ± 0.2 for the alarm's metric being reproduced or not (− 0.6 where it was read and is in its baseline), at most 2.1 (1.4 where something deeper explains it): statistics say where; the
/// words of a cloud for what is wrong start at 2.2 and so outrank them.
/// </summary>
internal sealed class SuspectRule : IRule
{
    private const int MaxHypotheses = 8;
    private const int MaxWeak = 5;

    /// <summary>What only moved a little is never a cause, and after every suspect.</summary>
    private const double WeakCeiling = -1.5;
    private const double Base = -1.6;
    private const double PerPoint = 0.33;
    private const double Reproduced = 0.2;
    private const double Quiet = -0.6;
    private const double Ceiling = 2.1;

    /// <summary>What something deeper explains is at most likely.</summary>
    private const double PathCeiling = 1.4;

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        return new(
            [.. symptoms.Suspects.All.Take(MaxHypotheses).Select(suspect => Propose(suspect, isWeak: false, evidence, symptoms)),
                .. symptoms.Suspects.Weak.Take(MaxWeak).Select(suspect => Propose(suspect, isWeak: true, evidence, symptoms))], []);
    }

    public static double LogOdds(Suspect suspect, SymptomSet symptoms) =>
        Math.Min(suspect.Tier == PathTier.OnPath ? PathCeiling : Ceiling, Base + (PerPoint * suspect.Score) + (symptoms.AlarmReproduced ? Reproduced : symptoms.IsAlarmQuiet ? Quiet : -Reproduced));

    private static Hypothesis Propose(Suspect suspect, bool isWeak, CaseEvidence evidence, SymptomSet symptoms)
    {
        var category = SuspectCategory.Of(suspect);
        return new()
        {
            Resource = evidence.Topology[suspect.Number],
            Category = category,
            Signal = suspect.Tier == PathTier.Deepest ? "deepest_anomaly"
                : suspect.Health.OwnWeight >= suspect.Health.LogSurprise ? "metric_anomaly" : "log_shift",
            Summary = SuspectWords.Summary(suspect, evidence),

            // A second number orders those at the ceiling as the combination does.
            Score = Math.Min(isWeak ? WeakCeiling : Ceiling, LogOdds(suspect, symptoms)) + (suspect.Score / 1000),
            For = [.. SuspectWords.Clauses(suspect, evidence, symptoms.Suspects.Walk, isWeak)],
            Against = [.. Doubts(suspect, symptoms)],
            Supporting = [.. SuspectWords.Evidence(suspect, isWeak)],
            Suspect = suspect,
        };
    }

    private static IEnumerable<string> Doubts(Suspect suspect, SymptomSet symptoms)
    {
        if (suspect.HandsOn)
        {
            yield return "it only hands calls on, so what is measured at it may be what lies behind";
        }

        if (suspect.Tier == PathTier.OnPath && !suspect.HandsOn)
        {
            yield return "something that it needs is out of order as well and explains it";
        }

        if (suspect.Tier is PathTier.Elsewhere or PathTier.Reachable && suspect.Number != symptoms.Suspects.Alarmed)
        {
            yield return suspect.Tier == PathTier.Reachable ? "the way from the alarm to it is not out of order at every step" : "no known relation leads from the alarmed resource to it";
        }

        if (!symptoms.AlarmReproduced)
        {
            yield return "the alarm's metric was not seen leaving its baseline";
        }
    }
}
