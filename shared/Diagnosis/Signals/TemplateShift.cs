using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Statistics;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>A log template whose share of its resource's lines changed at the onset.</summary>
/// <param name="Reading">The pattern.</param>
/// <param name="Owner">Number of its resource in the topology.</param>
/// <param name="Stops">True when it stopped while the resource went on writing; false when an error came or grew.</param>
/// <param name="Before">Lines before the onset.</param>
/// <param name="After">Lines since.</param>
/// <param name="Expected">Lines that its share before would have made since.</param>
/// <param name="Surprise">−log10 of the tail probability, after the baseline's own unrest; at most 8.</param>
internal sealed record TemplateShift(
    PatternReading Reading, int Owner, bool Stops, double Before, double After, double Expected, double Surprise)
{
    private const double Cap = 8;

    /// <summary>A fifth of what was to be expected is as good as stopped.</summary>
    private const double StoppedShare = 0.2;

    /// <summary>Minutes of baseline that its unrest can be read from.</summary>
    private const int MinMinutes = 5;

    /// <summary>
    /// Shares are compared inside one resource, so that traffic that rises or falls as a whole does not count. Only two
    /// things are harmful: an error-level template that is new or takes a greater share, and a template that stops (work
    /// that begins and no longer ends). An error that stops is good news, and growth of any other line is traffic.
    /// </summary>
    public static IReadOnlyList<TemplateShift> Read(CaseEvidence evidence, SymptomSet symptoms)
    {
        var best = new Dictionary<string, TemplateShift>(StringComparer.Ordinal);

        // An onset is read off a metric and may be wrong; the start of the window is not, but may be early. The more telling one stands.
        foreach (var onset in symptoms.Onset is null ? [null] : new[] { symptoms.Onset, null })
        {
            foreach (var shift in Read(evidence, symptoms, onset).Where(shift => !best.TryGetValue(shift.Reading.Pattern.EvidenceId, out var other) || other.Surprise < shift.Surprise))
            {
                best[shift.Reading.Pattern.EvidenceId] = shift;
            }
        }

        return [.. best.Values.OrderByDescending(shift => shift.Surprise).ThenBy(shift => shift.Reading.Pattern.EvidenceId, StringComparer.Ordinal)];
    }

    private static List<TemplateShift> Read(CaseEvidence evidence, SymptomSet symptoms, OnsetInterval? onset)
    {
        var shifts = new List<TemplateShift>();
        foreach (var group in symptoms.Patterns.GroupBy(pattern => evidence.Topology.NumberOf(pattern.Owner)))
        {
            var counts = group.Select(pattern => (Pattern: pattern, Counts: MinuteCounts.Of(pattern.Pattern, evidence.File.Window, onset))).ToList();
            var before = counts.Sum(item => item.Counts.Before);
            var after = counts.Sum(item => item.Counts.After);
            if (before > 0 && after > 0)
            {
                var all = MinuteCounts.Add(counts.Select(item => item.Counts.Baseline));
                shifts.AddRange(counts.Select(item => Of(item.Pattern, group.Key, item.Counts, all, before, after)).OfType<TemplateShift>());
            }
        }

        return shifts;
    }

    private static TemplateShift? Of(PatternReading pattern, int owner, MinuteCounts counts, IReadOnlyList<double> all, double before, double after)
    {
        var expected = counts.Before / before * after;
        var isError = pattern.Pattern.Severity >= LogSeverity.Error || pattern.Pattern.ExceptionType is not null || pattern.Meaning.IsTrouble;
        var stops = !isError && counts.After <= StoppedShare * expected;
        if (!stops && !(isError && counts.After > expected))
        {
            return null;
        }

        var g = GTest.OfShares(counts.Before, before - counts.Before, counts.After, after - counts.After)
            / Unrest(counts.Baseline, all, counts.Before / before);

        // A resource that writes a single template has no shares: the count itself is then compared.
        g = before - counts.Before + after - counts.After == 0 ? pattern.GStatistic : g;
        return new(pattern, owner, stops, counts.Before, counts.After, expected, Math.Min(Cap, GTest.Surprise(g)));
    }

    /// <summary>
    /// Pearson's dispersion of the minutes of the baseline, at least 1: shares that swing anyway must swing farther to count
    /// (quasi-likelihood).
    /// </summary>
    private static double Unrest(IReadOnlyList<double> mine, IReadOnlyList<double> all, double share)
    {
        var (sum, minutes) = (0.0, 0);
        for (var i = 0; i < Math.Min(mine.Count, all.Count); i++)
        {
            var variance = all[i] * share * (1 - share);
            if (variance > 0)
            {
                sum += (mine[i] - (all[i] * share)) * (mine[i] - (all[i] * share)) / variance;
                minutes++;
            }
        }

        return minutes < MinMinutes ? 1 : Math.Max(1, sum / (minutes - 1));
    }
}
