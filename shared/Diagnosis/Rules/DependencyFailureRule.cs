using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// Calls to a named host fail since the onset. Score = −1.4 + 0.8 if a pattern was never seen in the baseline
/// + min(1, log2 ratio / 6) + 0.3 at error level + 0.6 because the line names the host + 0.3 if several patterns name it
/// + 0.3 if the first starts at the onset + 0.2 if the alarm's metric is reproduced + 0.5 if nothing of the customer's
/// changed before and the sources of changes were read completely. A change that explains the errors outranks it, and makes
/// it a consequence.
/// <para>The resource is the service that wrote the lines: a host outside is no resource of the customer's, and the service is
/// where a person looks and acts. Only where the host is the name or an alias of a known resource is it that resource. The
/// host itself is in the summary.</para>
/// </summary>
public sealed class DependencyFailureRule : IRule
{
    private const int MaxHypotheses = 4;
    private static readonly TimeSpan OnsetTolerance = TimeSpan.FromMinutes(5);

    /// <summary>As long as a change may be blamed at all.</summary>
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(4);

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var failing = symptoms.Patterns.Where(pattern => pattern.IsNotable)
            .Select(pattern => (Pattern: pattern, Dependency: DependencySymptom.Of(pattern)))
            .Where(found => found.Dependency is not null)
            .GroupBy(found => (Owner: ResourceIdentity.Of(found.Pattern.Owner), found.Dependency!.Host))
            .Select(group => Propose(
                [.. group.Select(found => found.Pattern).OrderByDescending(pattern => pattern.GStatistic)
                    .ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal)],
                group.Key.Host, evidence, symptoms))
            .OrderByDescending(hypothesis => hypothesis.Score).ThenBy(hypothesis => hypothesis.Supporting[0], StringComparer.Ordinal);
        return new([.. failing.Take(MaxHypotheses)], []);
    }

    private static Hypothesis Propose(IReadOnlyList<PatternReading> patterns, string host, CaseEvidence evidence, SymptomSet symptoms)
    {
        var strongest = patterns[0];
        var atOnset = symptoms.Onset is { } onset && patterns.Any(pattern => pattern.IsNew
            && pattern.Pattern.FirstSeen >= onset.Earliest - OnsetTolerance && pattern.Pattern.FirstSeen <= onset.Latest + OnsetTolerance);
        var unchanged = NothingChanged(strongest.Owner, evidence, symptoms.Onset);
        var score = -1.4 + (patterns.Any(pattern => pattern.IsNew) ? 0.8 : 0) + Math.Min(1, strongest.Log2Ratio / 6)
            + (patterns.Any(pattern => pattern.Pattern.Severity >= LogSeverity.Error) ? 0.3 : 0) + 0.6 + (patterns.Count > 1 ? 0.3 : 0)
            + (atOnset ? 0.3 : 0) + (symptoms.AlarmReproduced ? 0.2 : 0) + (unchanged is not null ? 0.5 : 0);
        var resource = NamedCall.Known(host, strongest.Owner, evidence.Resources) ?? strongest.Owner;
        var against = new List<string> { "the lines tell that calls fail, not on which side of them the fault is" };
        if (!symptoms.AlarmReproduced)
        {
            against.Add("the alarm's metric was not seen leaving its baseline");
        }

        return new()
        {
            Resource = resource,
            Category = DependencySymptom.CategoryOf(strongest),
            Signal = "failing_dependency",
            Summary = $"Calls of {strongest.Owner.Name} to {host} fail ({strongest.Meaning.Words}): {Words.Rates(strongest)}",
            Score = score,
            For =
            [
                .. patterns.Take(3).Select(Words.Of),
                .. atOnset ? new[] { $"they were first seen at {Words.Time(patterns.Min(pattern => pattern.Pattern.FirstSeen))}, at the onset" } : [],
                .. unchanged is not null ? new[] { unchanged } : [],
            ],
            Against = against,
            Supporting = [.. patterns.Take(3).Select(pattern => pattern.Pattern.EvidenceId), .. AlarmEvidence(symptoms)],
        };
    }

    private static IEnumerable<string> AlarmEvidence(SymptomSet symptoms) =>
        symptoms.AlarmReproduced ? [symptoms.AlarmSeries!.Series.EvidenceId] : [];

    /// <summary>A clause, or null where something changed or not everything that may have was looked at.</summary>
    private static string? NothingChanged(ResourceRef owner, CaseEvidence evidence, OnsetInterval? onset)
    {
        if (onset is null || ChangeSources.CompletelyRead(owner, evidence) is not { } sources)
        {
            return null;
        }

        var changed = evidence.Changes.Any(change => change.Resource.Kind != ResourceKinds.CloudWatchAlarm
            && change.Time.OccurredAt.AddSeconds(change.Time.UncertaintySeconds) >= onset.Earliest - Lookback
            && change.Time.OccurredAt.AddSeconds(-change.Time.UncertaintySeconds) <= onset.Latest);
        return changed ? null
            : $"nothing of yours changed in the {Words.Span(Lookback)} before the onset (read completely: {string.Join(", ", sources)})";
    }
}
