namespace CauseFlow.Diagnosis.Statistics;

/// <summary>G-tests of counts (likelihood ratio, chi-squared with one degree of freedom).</summary>
internal static class GTest
{
    /// <summary>
    /// G of a 2 × 2 table: does the share of one thing among all differ before and after? Traffic that rises or falls as a
    /// whole leaves the shares as they are.
    /// </summary>
    public static double OfShares(double before, double otherBefore, double after, double otherAfter)
    {
        var all = before + otherBefore + after + otherAfter;
        var g = Term(before) + Term(otherBefore) + Term(after) + Term(otherAfter) + Term(all)
            - Term(before + otherBefore) - Term(after + otherAfter) - Term(before + after) - Term(otherBefore + otherAfter);
        return Math.Max(0, 2 * g);
    }

    /// <summary>
    /// −log10 of the chance of at least this G, capped at 16. P(χ²₁ ≥ g) = erfc(√(g/2)), by the bound of Abramowitz and Stegun
    /// 7.1.26 for small values and the asymptotic series above.
    /// </summary>
    public static double Surprise(double g)
    {
        const double Cap = 16;
        var x = Math.Sqrt(Math.Max(0, g) / 2);
        if (x > 3)
        {
            var log = (-x * x) - Math.Log(x * Math.Sqrt(Math.PI)) + Math.Log(1 - (1 / (2 * x * x)));
            return Math.Min(Cap, -log / Math.Log(10));
        }

        var t = 1 / (1 + (0.3275911 * x));
        var series = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return Math.Min(Cap, -Math.Log10(Math.Clamp(series * Math.Exp(-x * x), 1e-16, 1)));
    }

    private static double Term(double count) => count > 0 ? count * Math.Log(count) : 0;
}
