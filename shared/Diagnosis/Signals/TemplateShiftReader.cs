using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Statistics;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>
/// Finds templates whose share of their resource's lines changed. Shares are compared inside one resource, so that traffic that rises or
/// falls as a whole does not count. Only two things are harmful: an error-level template that is new or takes a greater share, and
/// a template that stops (work that begins and no longer ends). An error that stops is good news, and growth of any other line is
/// traffic.
/// <para>Every stretch of the window is looked at, because an onset that is read off a metric may be minutes wrong, and an
/// incident may be over before the window is; the choice costs the logarithm of the window's minutes.</para>
/// </summary>
internal static class TemplateShiftReader
{
    private const double Cap = 8;

    /// <summary>A third of what was to be expected: most of the work no longer gets there.</summary>
    private const double StoppedShare = 1 / 3.0;

    /// <summary>Minutes of baseline that its unrest can be read from.</summary>
    private const int MinMinutes = 5;

    public static IReadOnlyList<TemplateShift> Read(CaseEvidence evidence, IReadOnlyList<PatternReading> patterns)
    {
        var from = evidence.File.Window.From;
        var shifts = new List<TemplateShift>();
        foreach (var group in patterns.GroupBy(pattern => evidence.Topology.NumberOf(pattern.Owner)))
        {
            var all = new Resource(
                Sums(group.Select(pattern => pattern.Pattern.BaselineCountsPerMinute)), Sums(group.Select(pattern => pattern.Pattern.IncidentCountsPerMinute)));
            shifts.AddRange(group.Select(pattern => Of(pattern, group.Key, all, from)).OfType<TemplateShift>());
        }

        return [.. shifts.OrderByDescending(shift => shift.Surprise).ThenBy(shift => shift.Reading.Pattern.EvidenceId, StringComparer.Ordinal)];
    }

    private static TemplateShift? Of(PatternReading pattern, int owner, Resource all, DateTimeOffset from)
    {
        var (baseline, incident) = (pattern.Pattern.BaselineCountsPerMinute, pattern.Pattern.IncidentCountsPerMinute);
        var isError = pattern.Pattern.Severity >= LogSeverity.Error || pattern.Pattern.ExceptionType is not null || pattern.Meaning.IsTrouble;
        var before = (Mine: pattern.BaselineLines, All: all.BaselineLines);
        if (before.All == 0 || (!isError && before.Mine == 0))
        {
            return null;
        }

        var unrest = Unrest(baseline, all.Baseline, (double)before.Mine / before.All);
        TemplateShift? best = null;
        for (var start = 0; start < incident.Count; start++)
        {
            var (mine, others) = (0L, 0L);
            for (var end = start; end < incident.Count; end++)
            {
                mine += incident[end];
                others += all.Incident[end] - incident[end];
                var shift = Compare(pattern, owner, isError, before, (mine, mine + others), unrest, incident.Count);
                if (shift is not null && shift.Surprise > (best?.Surprise ?? 0))
                {
                    best = shift with { From = from.AddMinutes(start) };
                }
            }
        }

        return best;
    }

    private static TemplateShift? Compare(
        PatternReading pattern, int owner, bool isError, (long Mine, long All) before, (long Mine, long All) now, double unrest, int minutes)
    {
        var expected = (double)before.Mine / before.All * now.All;
        var stops = !isError && now.Mine <= StoppedShare * expected;
        if (now.All == 0 || (!stops && !(isError && now.Mine > expected)))
        {
            return null;
        }

        // A resource that writes a single template has no shares: the count itself is then compared.
        var g = before.All - before.Mine + now.All - now.Mine == 0 ? pattern.GStatistic
            : GTest.OfShares(before.Mine, before.All - before.Mine, now.Mine, now.All - now.Mine);
        var surprise = GTest.Surprise(g / unrest) - Math.Log10(minutes);
        return surprise <= 0 ? null : new(pattern, owner, stops, default, now.Mine, expected, Math.Min(Cap, surprise));
    }

    /// <summary>
    /// Dispersion of the minutes of the baseline, at least 1: shares that swing anyway must swing farther to count (quasi-likelihood).
    /// The median of Pearson's squared residuals over that of chi-squared (0.455), so that a few minutes of an earlier incident
    /// do not hide this one.
    /// </summary>
    private static double Unrest(IReadOnlyList<int> mine, IReadOnlyList<long> all, double share)
    {
        var residuals = new List<double>();
        for (var i = 0; i < mine.Count; i++)
        {
            var variance = all[i] * share * (1 - share);
            if (variance > 0)
            {
                residuals.Add((mine[i] - (all[i] * share)) * (mine[i] - (all[i] * share)) / variance);
            }
        }

        residuals.Sort();
        return residuals.Count < MinMinutes ? 1 : Math.Max(1, Quantile.Of(residuals, 0.5) / 0.455);
    }

    private static List<long> Sums(IEnumerable<IReadOnlyList<int>> counts)
    {
        var sums = new List<long>();
        foreach (var minutes in counts)
        {
            for (var i = 0; i < minutes.Count; i++)
            {
                if (i == sums.Count)
                {
                    sums.Add(0);
                }

                sums[i] += minutes[i];
            }
        }

        return sums;
    }

    /// <summary>All lines of a resource, minute by minute.</summary>
    private sealed record Resource(IReadOnlyList<long> Baseline, IReadOnlyList<long> Incident)
    {
        public long BaselineLines { get; } = Baseline.Sum();
    }
}
