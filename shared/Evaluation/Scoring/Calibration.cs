namespace CauseFlow.Evaluation.Scoring;

/// <summary>How well the confidence of first causes says how often they are right.</summary>
/// <param name="ExpectedError">Mean distance of confidence and share of right ones over ten bins, weighted by their cases (ECE).</param>
/// <param name="Brier">Mean squared distance of confidence and truth.</param>
/// <param name="Sure">Share of right ones where the confidence is 0.8 or more.</param>
/// <param name="Bins">Per tenth of confidence: cases, mean confidence, share of right ones.</param>
public sealed record Calibration(
    double ExpectedError, double Brier, Share Sure, IReadOnlyList<(int Count, double Confidence, double Right)> Bins)
{
    private const int BinCount = 10;
    private const double SureFrom = 0.8;

    /// <summary>Of the cases whose verdict names a cause.</summary>
    public static Calibration Of(IEnumerable<CaseScore> scores)
    {
        var named = scores.Where(score => score.Result.NamesCause && score.Result.Causes.Count > 0)
            .Select(score => (score.Result.Causes[0].Confidence, Right: (score.HasCause ? score.IsFirstRight : !score.IsFalseCause) ? 1.0 : 0.0)).ToList();
        var bins = Enumerable.Range(0, BinCount).Select(bin =>
        {
            var within = named.Where(one => Math.Min(BinCount - 1, (int)(one.Confidence * BinCount)) == bin).ToList();
            return within.Count == 0 ? (0, 0.0, 0.0) : (within.Count, within.Average(one => one.Confidence), within.Average(one => one.Right));
        }).ToList();
        var total = Math.Max(1, named.Count);
        return new Calibration(
            bins.Sum(bin => bin.Item1 * Math.Abs(bin.Item2 - bin.Item3)) / total,
            named.Sum(one => (one.Confidence - one.Right) * (one.Confidence - one.Right)) / total,
            Share.Of(named.Where(one => one.Confidence >= SureFrom).Select(one => one.Right)), bins);
    }
}
