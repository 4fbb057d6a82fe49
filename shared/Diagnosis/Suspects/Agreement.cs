using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Rules;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Suspects;

/// <summary>
/// Brings together what the rules name and what the statistics point at. What speaks of a suspect is believed more (0.06
/// log-odds a point, at most 0.6) and tells it better than numbers do; what is read off the logs or the limits of a resource upstream of
/// the deepest suspect loses 1, because the suspect explains it.
/// </summary>
internal static class Agreement
{
    private const double PerPoint = 0.06;
    private const double Most = 0.6;
    private const double Upstream = 1;

    /// <summary>Signals that tell of symptoms; the others are states and changes, which stand by themselves.</summary>
    private static readonly HashSet<string> Symptomatic =
        new(StringComparer.Ordinal) { "new_error_pattern", "bursting_error_pattern", "exhausted_capacity", "failing_dependency" };

    public static IReadOnlyList<Hypothesis> Apply(IReadOnlyList<Hypothesis> hypotheses, CaseEvidence evidence, SymptomSet symptoms)
    {
        var deepest = symptoms.Suspects.All.FirstOrDefault(suspect => suspect.Tier == PathTier.Deepest);
        var upstream = deepest is null ? [] : symptoms.Suspects.Walk.WayTo(deepest.Number).Where(number => number != deepest.Number).ToHashSet();
        List<Hypothesis> told = [.. hypotheses.Where(item => item.Suspect is null).Select(item => WithChange(Weigh(item, upstream, evidence, symptoms), evidence, symptoms))];
        var cited = told.Where(item => item.Signal != StatedCauseRule.Signal && item.Category != CauseCategory.Unknown && !Symptomatic.Contains(item.Signal)).SelectMany(item => item.Supporting).ToHashSet(StringComparer.Ordinal);
        told.RemoveAll(item => item.Signal == StatedCauseRule.Signal && cited.Contains(item.Supporting[0]));
        return [.. told, .. hypotheses.Where(item => item.Suspect is not null && !told.Exists(other => Tells(other, item, evidence)))];
    }

    private static Hypothesis Weigh(Hypothesis hypothesis, HashSet<int> upstream, CaseEvidence evidence, SymptomSet symptoms)
    {
        var number = evidence.Topology.NumberOf(hypothesis.Resource);
        var suspect = symptoms.Suspects.Of(number);
        if (suspect is not null && suspect.Tier != PathTier.OnPath && hypothesis.Refuting.Count == 0)
        {
            List<string> ids = [.. SuspectWords.Evidence(suspect).Except(hypothesis.Supporting)];
            return hypothesis with
            {
                Score = Raised(hypothesis, suspect, symptoms),
                For = ids.Count == 0 ? hypothesis.For : [.. hypothesis.For, .. SuspectWords.Clauses(suspect, evidence, symptoms.Suspects.Walk)],
                Supporting = [.. hypothesis.Supporting, .. ids],
            };
        }

        return upstream.Contains(number) && Symptomatic.Contains(hypothesis.Signal)
            ? hypothesis with
            {
                Score = hypothesis.Score - Upstream,
                Against = ["something that it needs is out of order as well and explains it", .. hypothesis.Against],
            }
            : hypothesis;
    }

    /// <summary>What names the category of the deepest suspect takes its place, so it is believed no less.</summary>
    private static double Raised(Hypothesis hypothesis, Suspect suspect, SymptomSet symptoms)
    {
        var agreed = hypothesis.Score + Math.Min(Most, PerPoint * suspect.Score);
        return suspect.Tier == PathTier.Deepest && hypothesis.ChangeId is null && hypothesis.Category != CauseCategory.Unknown
            ? Math.Max(agreed, SuspectRule.LogOdds(suspect, symptoms) + 0.05) : agreed;
    }

    /// <summary>A state that speaks of maintenance and the record of that maintenance are one cause.</summary>
    private static Hypothesis WithChange(Hypothesis hypothesis, CaseEvidence evidence, SymptomSet symptoms)
    {
        if (hypothesis.ChangeId is not null || hypothesis.Category != CauseCategory.PlatformMaintenance)
        {
            return hypothesis;
        }

        var change = evidence.Changes.Where(change => change.Kind == ChangeKind.Maintenance && ResourceIdentity.Same(change.Resource, hypothesis.Resource)
                && (symptoms.Onset is null || change.Time.OccurredAt.AddSeconds(-change.Time.UncertaintySeconds) <= symptoms.Onset.Latest))
            .OrderByDescending(change => change.Time.OccurredAt).ThenBy(change => change.EvidenceId, StringComparer.Ordinal).FirstOrDefault();
        return change is null ? hypothesis : hypothesis with
        {
            ChangeId = change.EvidenceId,
            For = [.. hypothesis.For, $"{change.Summary} at {Words.Time(change.Time.OccurredAt)} [{change.EvidenceId}]"],
            Supporting = [.. hypothesis.Supporting, change.EvidenceId],
        };
    }

    /// <summary>A rule that names the category of the same resource, and is not much weaker.</summary>
    private static bool Tells(Hypothesis told, Hypothesis suspect, CaseEvidence evidence) =>
        told.Category != CauseCategory.Unknown && told.Score >= suspect.Score - 1
        && evidence.Topology.NumberOf(told.Resource) == suspect.Suspect!.Number;
}
