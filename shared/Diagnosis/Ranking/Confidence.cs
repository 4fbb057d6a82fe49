namespace CauseFlow.Diagnosis.Ranking;

/// <summary>Log-odds to a confidence: logistic, never above 0.95 or the cap of the coverage, two decimals.</summary>
internal static class Confidence
{
    private const double Ceiling = 0.95;

    public static double From(double score, double cap) =>
        Math.Round(Math.Min(Math.Min(1 / (1 + Math.Exp(-score)), cap), Ceiling), 2, MidpointRounding.AwayFromZero);
}
