namespace CauseFlow.Diagnosis.Ranking;

/// <summary>
/// From features to a confidence: logistic, never above 0.95 or the cap of the coverage, two decimals.
/// <para>The coefficients were fitted by logistic regression on the first causes of 75 public and 160 generated cases, each system with
/// its share of the weight, rounded and frozen. The scores of rules that read words and states turned out to be the log-odds that
/// they are meant to be. Conclusions from numbers are surer than their scores say, more so the farther they are ahead. The number of
/// agreeing kinds, the place in the topology, the alarm's metric and the share of sources were tried as further
/// features: they are in the score already, and for a system that was left out of the fit they made things worse.</para>
/// </summary>
internal static class Confidence
{
    private const double Ceiling = 0.95;
    private const double Intercept = 0.5;
    private const double PerScore = 0.7;
    private const double PerMargin = 0.2;

    public static double Of(CauseFeatures features, double cap) => Round(Logistic(features.IsStatistical
        ? Intercept + (PerScore * features.Score) + (PerMargin * features.Margin) : features.Score), cap);

    /// <summary>Of the score alone: whether a hypothesis is worth listing does not depend on its rivals.</summary>
    public static double OfScore(double score) => Round(Logistic(score), 1);

    private static double Logistic(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private static double Round(double value, double cap) => Math.Round(Math.Min(Math.Min(value, cap), Ceiling), 2, MidpointRounding.AwayFromZero);
}
