using CauseFlow.Diagnosis.Statistics;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>
/// How much a resource writes that is no error: a line or some for each piece of work, so that it tells of traffic where requests
/// are not measured. Minutes without any line count as not collected.
/// </summary>
/// <param name="Before">Lines in the median minute of the baseline.</param>
/// <param name="Now">Lines in the median minute of the busier half of the window.</param>
/// <param name="IsBeyond">True where that is more than in all but a twentieth of the baseline's minutes.</param>
/// <param name="Evidence">Ids of the patterns that write most.</param>
internal sealed record LogVolume(double Before, double Now, bool IsBeyond, IReadOnlyList<string> Evidence)
{
    private const int MinMinutes = 5;
    private const double MinLines = 3;

    public double Ratio => Now / Before;

    /// <summary>Null for too few minutes or lines.</summary>
    public static LogVolume? Of(IReadOnlyList<PatternReading> patterns)
    {
        var lines = patterns.Where(pattern => !pattern.IsError).ToList();
        var before = Minutes(lines, pattern => pattern.Pattern.BaselineCountsPerMinute);
        var now = Minutes(lines, pattern => pattern.Pattern.IncidentCountsPerMinute);
        if (before.Count < MinMinutes || now.Count < MinMinutes || Quantile.Of(before, 0.5) < MinLines)
        {
            return null;
        }

        var busy = Quantile.Of(now, 0.75);
        return new(
            Quantile.Of(before, 0.5), busy, busy > Quantile.Of(before, 0.95),
            [.. lines.OrderByDescending(pattern => pattern.IncidentLines).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal)
                .Take(2).Select(pattern => pattern.Pattern.EvidenceId)]);
    }

    private static List<double> Minutes(List<PatternReading> patterns, Func<PatternReading, IReadOnlyList<int>> counts)
    {
        var length = patterns.Select(pattern => counts(pattern).Count).DefaultIfEmpty(0).Max();
        return [.. Enumerable.Range(0, length).Select(minute => (double)patterns.Sum(pattern => minute < counts(pattern).Count ? counts(pattern)[minute] : 0))
            .Where(sum => sum > 0).Order()];
    }
}
