using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Statistics;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>
/// How much a resource writes that is no error: a line or some for each piece of work, so that it tells of traffic where requests
/// are not measured.
/// </summary>
/// <param name="Before">Lines a minute in the baseline.</param>
/// <param name="Now">Lines a minute in the second half of the window.</param>
/// <param name="IsBeyond">True where chance would bring that once in a thousand times.</param>
/// <param name="Evidence">Ids of the patterns that write most.</param>
internal sealed record LogVolume(double Before, double Now, bool IsBeyond, IReadOnlyList<string> Evidence)
{
    private const int MinMinutes = 5;

    /// <summary>From so many lines a minute on, a minute without any was not collected; below, it was quiet.</summary>
    private const double Steady = 3;
    private const double MinSurprise = 3;

    public double Ratio => Now / Before;

    /// <summary>Null for too few minutes or lines.</summary>
    public static LogVolume? Of(IReadOnlyList<PatternReading> patterns)
    {
        // What was not written before is no work as usual: retries, warnings, what comes with errors.
        var lines = patterns.Where(pattern => !pattern.IsError && pattern.Pattern.Severity < LogSeverity.Warning && pattern.BaselineLines >= MinMinutes).ToList();
        var before = Minutes(lines, pattern => pattern.Pattern.BaselineCountsPerMinute);
        var window = Minutes(lines, pattern => pattern.Pattern.IncidentCountsPerMinute);
        var now = window.Skip(window.Count / 2).ToList();
        if (before.Count < MinMinutes || now.Count < MinMinutes || before.Sum() < MinMinutes)
        {
            return null;
        }

        // Each is a count over its minutes; shares of equal minutes is the same test as equal rates.
        var (sum, minutes) = (before.Sum() + now.Sum(), before.Count + now.Count);
        var g = 2 * (Term(before.Sum(), sum * before.Count / minutes) + Term(now.Sum(), sum * now.Count / minutes));
        return new(
            before.Average(), now.Average(), now.Average() > before.Average() && GTest.Surprise(g / Unrest(before)) >= MinSurprise,
            [.. lines.OrderByDescending(pattern => pattern.IncidentLines).ThenBy(pattern => pattern.Pattern.EvidenceId, StringComparer.Ordinal)
                .Take(2).Select(pattern => pattern.Pattern.EvidenceId)]);
    }

    /// <summary>Variance over mean, at least 1: bursts are usual where they were usual before.</summary>
    private static double Unrest(List<double> minutes)
    {
        var mean = minutes.Average();
        return Math.Max(1, minutes.Average(value => (value - mean) * (value - mean)) / mean);
    }

    private static double Term(double observed, double expected) => observed <= 0 ? 0 : observed * Math.Log(observed / expected);

    private static List<double> Minutes(List<PatternReading> patterns, Func<PatternReading, IReadOnlyList<int>> counts)
    {
        var length = patterns.Select(pattern => counts(pattern).Count).DefaultIfEmpty(0).Max();
        List<double> sums = [.. Enumerable.Range(0, length).Select(minute => (double)patterns.Sum(pattern => minute < counts(pattern).Count ? counts(pattern)[minute] : 0))];
        List<double> filled = [.. sums.Where(sum => sum > 0)];
        return filled.Count > 0 && filled.Average() >= Steady ? filled : sums;
    }
}
