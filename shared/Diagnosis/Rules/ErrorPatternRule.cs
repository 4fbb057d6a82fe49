using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>
/// An error pattern that is new or bursts. Score = −1.8 + 0.8 if never seen in the baseline + min(1, log2 ratio / 6)
/// + 0.3 at error level − 0.7 for so few lines that chance brings them too + 0.4 if its words name a category (− 0.3 if not) + 0.3 if it starts at the onset + 0.2 if the alarm's metric
/// is reproduced. Errors as loud as before are ruled out with both rates: noise is what people blame first.
/// </summary>
public sealed class ErrorPatternRule : IRule
{
    private const int MaxHypotheses = 8;
    private const int MaxRuledOut = 5;

    /// <summary>Chi-squared with one degree of freedom at p = 0.01.</summary>
    private const double MinG = 6.63;
    private static readonly TimeSpan OnsetTolerance = TimeSpan.FromMinutes(5);

    public RuleFindings Apply(CaseEvidence evidence, SymptomSet symptoms)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(symptoms);
        var notable = symptoms.Patterns.Where(pattern => pattern.IsNotable)
            .Select(pattern => Propose(pattern, evidence.Topology, symptoms))
            .OrderByDescending(hypothesis => hypothesis.Score).ThenBy(hypothesis => hypothesis.Supporting[0], StringComparer.Ordinal)
            .Take(MaxHypotheses);
        var noise = symptoms.Patterns.Where(pattern => pattern.IsLoudAsBefore)
            .OrderByDescending(pattern => pattern.IncidentLines).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal)
            .Take(MaxRuledOut).Select(Clear);
        return new([.. notable], [.. noise]);
    }

    private static Hypothesis Propose(PatternReading pattern, Topology topology, SymptomSet symptoms)
    {
        // A limit or a means that the words name as somebody else's is somebody else's.
        var named = pattern.Meaning.Kind is SymptomKind.Throttling or SymptomKind.Saturated && HealthReader.CalledIn(pattern, topology.NumberOf(pattern.Owner), topology) is { } callee
            ? topology[callee] : pattern.Owner;
        var atOnset = symptoms.Onset is { } onset && pattern.IsNew
            && pattern.Pattern.FirstSeen >= onset.Earliest - OnsetTolerance && pattern.Pattern.FirstSeen <= onset.Latest + OnsetTolerance;
        var score = -1.8 + (pattern.IsNew ? 0.8 : 0) + Math.Min(1, pattern.Log2Ratio / 6) + (pattern.Pattern.Severity >= LogSeverity.Error ? 0.3 : 0)
            + (pattern.Meaning.Category != CauseCategory.Unknown ? 0.4 : -0.3) + (atOnset ? 0.3 : 0) + (symptoms.AlarmReproduced ? 0.2 : 0) - (pattern.GStatistic < MinG ? 0.7 : 0);
        var against = new List<string> { "a log line names a symptom; what brought it about is not proven by it" };
        if (!symptoms.AlarmReproduced)
        {
            against.Add("the alarm's metric was not seen leaving its baseline");
        }

        return new()
        {
            Resource = named,

            // A time-out of a call to a named host is no limit of the caller's.
            Category = DependencySymptom.Of(pattern) is null ? pattern.Meaning.Category : DependencySymptom.CategoryOf(pattern),
            Signal = pattern.IsNew ? "new_error_pattern" : "bursting_error_pattern",
            Summary = $"{(pattern.IsNew ? "New" : "Bursting")} log pattern on {pattern.Owner.Name} ({pattern.Meaning.Words}): {Words.Rates(pattern)}",
            Score = score,
            For = [Words.Of(pattern), .. atOnset ? new[] { $"it was first seen at {Words.Time(pattern.Pattern.FirstSeen)}, at the onset" } : []],
            Against = against,
            Supporting = [pattern.Pattern.EvidenceId],
        };
    }

    private static RuledOutHypothesis Clear(PatternReading pattern) => new()
    {
        Resource = pattern.Owner,
        Summary = $"Error \"{Words.Shorten(pattern.Pattern.Template)}\"",
        Reason = $"It is as loud as before: {Words.Rates(pattern)} (G = {Words.Number(pattern.GStatistic)}).",
        Evidence = [pattern.Pattern.EvidenceId],
    };
}
