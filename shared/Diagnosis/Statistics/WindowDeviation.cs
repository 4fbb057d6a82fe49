namespace CauseFlow.Diagnosis.Statistics;

/// <summary>
/// How far a window of a series lies from its baseline in one direction, and how seldom the baseline itself did so.
/// </summary>
/// <param name="Median">Median of the baseline.</param>
/// <param name="Scale">Robust scale of the baseline.</param>
/// <param name="Deviation">In scales, positive in the direction asked for: 0.7 × the best pair of neighbours + 0.3 × the extreme.</param>
/// <param name="Probability">Share of the baseline's windows of this length that deviate as far, counted with one more.</param>
/// <param name="Excess">Scales beyond the farthest baseline window; 0 when the baseline has seen it before.</param>
/// <param name="Shift">Distance of the best pair from the median, in the series' unit, positive in the direction.</param>
/// <param name="BaselineCount">Values that the baseline has.</param>
internal sealed record WindowDeviation(
    double Median, double Scale, double Deviation, double Probability, double Excess, double Shift, int BaselineCount)
{
    /// <summary>Deviation from which a tail probability counts fully; three robust scales, as the alarm's own test has it.</summary>
    private const double Clear = 3;

    /// <summary>More says nothing more: beyond it every cause is as good as certain.</summary>
    private const double Cap = 8;

    /// <summary>
    /// −log10 of the probability, counted less below three scales, plus ln(1 + excess): what a baseline of an hour cannot tell by counting,
    /// because it has too few windows, the distance beyond all of them does. 0 for what the baseline had too; at most 8.
    /// </summary>
    public double Surprise => Math.Min(Cap, (-Math.Log10(Probability) * Math.Clamp(Deviation / Clear, 0, 1)) + Math.Log(1 + Excess));

    /// <param name="baseline">Stretches of the baseline without gaps, values in time order.</param>
    /// <param name="window">The incident's values in time order.</param>
    /// <param name="direction">1 or −1.</param>
    /// <param name="floor">Least scale, in the series' unit.</param>
    /// <param name="share">Least scale as a share of the median.</param>
    /// <returns>Null where there is too little to compare.</returns>
    public static WindowDeviation? Of(
        IReadOnlyList<IReadOnlyList<double>> baseline, IReadOnlyList<double> window, int direction, double floor, double share)
    {
        double[] sorted = [.. baseline.SelectMany(values => values)];
        Array.Sort(sorted);
        if (sorted.Length < 2 || window.Count == 0)
        {
            return null;
        }

        var median = Quantile.Of(sorted, 0.5);
        var scale = RobustScale.Of(sorted, median, floor, share);
        var (deviation, shift) = Reach(window, 0, window.Count, median, scale, direction);
        var (longer, windows, farthest) = (0, 0, double.NegativeInfinity);
        foreach (var stretch in baseline)
        {
            var length = Math.Min(window.Count, stretch.Count);
            for (var start = 0; start + length <= stretch.Count && length > 0; start++)
            {
                var reach = Reach(stretch, start, length, median, scale, direction).Deviation;
                windows++;
                longer += reach >= deviation ? 1 : 0;
                farthest = Math.Max(farthest, reach);
            }
        }

        // A baseline shorter than the window has one window, which is none to count; its points then stand for it.
        var probability = (longer + 1.0) / (Math.Max(windows, sorted.Length / Math.Max(1, window.Count)) + 1.0);
        return new(median, scale, deviation, probability, Math.Max(0, deviation - Math.Max(0, farthest)), shift, sorted.Length);
    }

    /// <summary>Two neighbours that deviate say more than one: a spike of one period is most often noise.</summary>
    private static (double Deviation, double Shift) Reach(
        IReadOnlyList<double> values, int start, int length, double median, double scale, int direction)
    {
        var (extreme, pair, shift) = (double.NegativeInfinity, double.NegativeInfinity, 0.0);
        for (var i = start; i < start + length; i++)
        {
            var here = direction * (values[i] - median);
            extreme = Math.Max(extreme, here);
            if (i + 1 < start + length)
            {
                var next = direction * (values[i + 1] - median);
                if (Math.Min(here, next) > pair)
                {
                    (pair, shift) = (Math.Min(here, next), (here + next) / 2);
                }
            }
        }

        return length == 1 ? (extreme / scale, extreme) : (((0.7 * pair) + (0.3 * extreme)) / scale, shift);
    }
}
