namespace CauseFlow.Diagnosis.Statistics;

/// <summary>The scale against which a series' deviations are told: max(IQR / 1.349, 0.3 standard deviations, floors).</summary>
internal static class RobustScale
{
    /// <summary>Scales beyond which a value of the baseline is an incident of its own.</summary>
    private const double ClipScales = 8;

    /// <param name="sorted">Finite values of the baseline in rising order, at least one.</param>
    /// <param name="median">Their median.</param>
    /// <param name="floor">The least scale, in the series' unit.</param>
    /// <param name="share">The least scale as a share of the median.</param>
    public static double Of(double[] sorted, double median, double floor, double share)
    {
        var spread = (Quantile.Of(sorted, 0.75) - Quantile.Of(sorted, 0.25)) / 1.349;

        // Values are clipped for the deviation: an incident within the baseline must not hide the one after it.
        var reach = spread > 0 ? ClipScales * spread : double.PositiveInfinity;
        var mean = sorted.Average(value => Math.Clamp(value, median - reach, median + reach));
        var deviation = Math.Sqrt(sorted.Average(value => Math.Pow(Math.Clamp(value, median - reach, median + reach) - mean, 2)));
        return Math.Max(Math.Max(spread, 0.3 * deviation), Math.Max(floor, share * Math.Abs(median)));
    }
}
