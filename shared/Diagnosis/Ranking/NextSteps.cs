using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Rules;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>What a person looks at next. Every step only reads.</summary>
internal static class NextSteps
{
    private const int MaxSteps = 6;

    public static IReadOnlyList<string> For(Hypothesis hypothesis, CoverageGaps gaps, InvestigationWindow window)
    {
        var steps = new List<string>(hypothesis.Resource.Provider switch
        {
            CloudProvider.Aws => AwsSteps.For(hypothesis, window),
            CloudProvider.Azure => AzureSteps.For(hypothesis, window),
            CloudProvider.Gcp => GoogleSteps.For(hypothesis, window),
            _ => [],
        });
        if (hypothesis.Category == CauseCategory.DependencyFailure)
        {
            steps.Add("Open the health page and the metrics of the dependency that the log line names.");
        }

        steps.AddRange(gaps.Remedies);
        return [.. steps.Distinct(StringComparer.Ordinal).Take(MaxSteps)];
    }
}
