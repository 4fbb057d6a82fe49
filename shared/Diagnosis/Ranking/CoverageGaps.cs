using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Ranking;

/// <summary>What was not looked at, and how much that costs in confidence.</summary>
internal sealed class CoverageGaps
{
    /// <summary>A mandatory source that was not read: nothing definite may be said.</summary>
    private const double MandatoryCap = 0.6;

    /// <summary>A mandatory source read in part, or an optional one not read.</summary>
    private const double PartialCap = 0.9;

    private readonly List<Coverage> gaps;

    public CoverageGaps(IReadOnlyList<Coverage> coverage)
    {
        gaps = [.. coverage.Where(row => row.Outcome is not (CoverageOutcome.Complete or CoverageOutcome.NotApplicable or CoverageOutcome.Disabled))
            .OrderBy(row => row.Source, StringComparer.Ordinal).ThenBy(row => row.Region, StringComparer.Ordinal)
            .ThenBy(row => row.Api, StringComparer.Ordinal).ThenBy(row => row.Outcome)];
        MandatoryMissing = gaps.Exists(row => row.Mandatory && IsMissing(row));
        AnythingTooEarly = gaps.Exists(row => row.Outcome == CoverageOutcome.TooEarly);
    }

    public bool MandatoryMissing { get; }

    /// <summary>While a source's facts have not arrived by nature, "nothing changed" may not be the verdict.</summary>
    public bool AnythingTooEarly { get; }
    public double Cap => MandatoryMissing ? MandatoryCap : gaps.Exists(row => row.Mandatory || IsMissing(row)) ? PartialCap : 1;

    /// <summary>One sentence that names each gap; empty when all was read.</summary>
    public string Sentence => gaps.Count == 0
        ? "Every source that applies was read completely."
        : $"Not looked at, or only in part: {string.Join("; ", gaps.Select(Name).Distinct(StringComparer.Ordinal))}.";

    public IReadOnlyList<string> Remedies =>
        [.. gaps.Select(row => row.Remedy).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static bool IsMissing(Coverage row) => row.Outcome is CoverageOutcome.Denied or CoverageOutcome.Failed
        or CoverageOutcome.TimedOut or CoverageOutcome.Throttled;

    private static string Name(Coverage row)
    {
        var outcome = row.Reason == RefusalReason.OperationNotOffered ? "not offered by this endpoint" : row.Outcome switch
        {
            CoverageOutcome.TimedOut => "timed out",
            CoverageOutcome.TooEarly => "too early, its facts arrive late",
            var word => word.ToString().ToLowerInvariant(),
        };
        var permission = row.MissingPermission is { } missing ? $", missing permission {missing}" : "";
        return $"{row.Source}{(row.Region is { } region ? $" in {region}" : "")} ({row.Api}): {outcome}{permission}{(row.Mandatory ? ", mandatory" : "")}";
    }
}
