namespace CauseFlow.Diagnosis.Statistics;

/// <summary>Quantiles by linear interpolation.</summary>
internal static class Quantile
{
    /// <param name="sorted">Finite values in rising order, at least one.</param>
    /// <param name="share">0 to 1.</param>
    public static double Of(IReadOnlyList<double> sorted, double share)
    {
        var position = share * (sorted.Count - 1);
        var lower = (int)Math.Floor(position);
        var upper = Math.Min(lower + 1, sorted.Count - 1);
        return sorted[lower] + ((position - lower) * (sorted[upper] - sorted[lower]));
    }
}
