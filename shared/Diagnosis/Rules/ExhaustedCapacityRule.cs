using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// A configured limit that was reached. Score = −0.6 + 1.2 if the baseline was not at the limit (−0.6 if it was)
/// + 0.4 for throttling, which is the cloud's own word for it + 0.2 if the alarm's metric is reproduced (− 0.5 if it was read and is not) − 1.2 off the path.
/// Limits of one kind on one resource are one hypothesis.
/// </summary>
public sealed class ExhaustedCapacityRule : IRule
{
    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var groups = symptoms.Limits
            .GroupBy(limit => (Resource: ResourceIdentity.Of(limit.Resource), limit.Kind, limit.Category))
            .OrderBy(group => group.Key.Resource, StringComparer.Ordinal).ThenBy(group => group.Key.Kind);
        return new([.. groups.Select(group => Propose([.. group], evidence, symptoms))], []);
    }

    private static Hypothesis Propose(IReadOnlyList<ExhaustedLimit> limits, CaseEvidence evidence, SymptomSet symptoms)
    {
        var first = limits[0];
        var alsoBefore = limits.All(limit => limit.AlsoBefore);
        var agreeing = symptoms.Patterns.Where(pattern => pattern.IsNotable && first.Kind != SymptomKind.Other
            && pattern.Meaning.Kind == first.Kind && ResourceIdentity.Same(pattern.Owner, first.Resource)).ToList();
        var onPath = symptoms.IsOnPath(evidence, first.Resource);
        var score = -0.6 + (alsoBefore ? -0.6 : 1.2) + (first.Kind == SymptomKind.Throttling ? 0.4 : 0)
            + (symptoms.AlarmReproduced ? 0.2 : symptoms.IsAlarmQuiet ? -0.5 : 0) + (agreeing.Count > 0 ? 0.3 : 0) - (onPath ? 0 : 1.2);
        return new()
        {
            Resource = first.Resource,
            Category = first.Category,
            Signal = "exhausted_capacity",
            Summary = $"{first.Resource.Name} is at its limit: {first.Summary}",
            Score = score,
            For = [.. limits.Select(limit => $"{limit.Summary} [{string.Join(", ", limit.Evidence)}]"), .. agreeing.Take(3).Select(Words.Of)],
            Against =
            [
                .. alsoBefore ? new[] { "the limit was reached in the baseline too" } : [],
                .. onPath ? [] : new[] { "no known relation leads from the alarmed resource to this one" },
            ],
            Supporting = [.. limits.SelectMany(limit => limit.Evidence).Concat(agreeing.Take(3).Select(pattern => pattern.Pattern.EvidenceId)).Distinct(StringComparer.Ordinal)],
            Refuting = alsoBefore ? [.. limits.SelectMany(limit => limit.Evidence).Distinct(StringComparer.Ordinal)] : [],
        };
    }
}
