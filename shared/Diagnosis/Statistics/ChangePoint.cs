namespace CauseFlow.Diagnosis.Statistics;

/// <summary>Where a series changed its level, by least squares.</summary>
internal static class ChangePoint
{
    /// <summary>Points of context on either side that a change needs.</summary>
    private const int MinSegment = 2;

    /// <summary>
    /// Optimal partition into constant levels (PELT's recursion with the L2 cost and its pruning, Killick, Fearnhead and Eckley 2012). The
    /// penalty of a further change is 3 ln n noise variances; the noise is the median of the squared differences of neighbours.
    /// </summary>
    /// <returns>The first index of each new level, rising; empty for a series without a change.</returns>
    public static IReadOnlyList<int> All(IReadOnlyList<double> values)
    {
        if (values.Count < 2 * MinSegment)
        {
            return [];
        }

        var (sums, squares) = Cumulate(values);
        var penalty = 3 * Math.Log(values.Count) * NoiseVariance(values);
        var best = new double[values.Count + 1];
        var previous = new int[values.Count + 1];
        best[0] = -penalty;
        List<int> candidates = [0];
        for (var end = MinSegment; end <= values.Count; end++)
        {
            best[end] = double.PositiveInfinity;
            foreach (var start in candidates)
            {
                var cost = best[start] + Cost(sums, squares, start, end) + penalty;
                if (cost < best[end])
                {
                    (best[end], previous[end]) = (cost, start);
                }
            }

            candidates.RemoveAll(start => best[start] + Cost(sums, squares, start, end) > best[end]);
            if (end - MinSegment + 1 >= MinSegment)
            {
                candidates.Add(end - MinSegment + 1);
            }
        }

        var changes = new List<int>();
        for (var at = values.Count; previous[at] > 0; at = previous[at])
        {
            changes.Insert(0, previous[at]);
        }

        return changes;
    }

    /// <summary>The one split that leaves the least squared error; null for fewer than two points or a flat series.</summary>
    public static int? Single(IReadOnlyList<double> values)
    {
        if (values.Count < 2)
        {
            return null;
        }

        var (sums, squares) = Cumulate(values);
        var least = Cost(sums, squares, 0, values.Count);
        int? best = null;
        for (var split = 1; split < values.Count; split++)
        {
            var cost = Cost(sums, squares, 0, split) + Cost(sums, squares, split, values.Count);
            if (cost < least - 1e-12)
            {
                (least, best) = (cost, split);
            }
        }

        return best;
    }

    private static double NoiseVariance(IReadOnlyList<double> values)
    {
        double[] steps = [.. values.Zip(values.Skip(1), (left, right) => (right - left) * (right - left)).Order()];

        // The median of a squared normal difference is 0.455 × 2 σ²; a series that mostly stands still has its mean instead.
        var median = Quantile.Of(steps, 0.5) / 0.91;
        return Math.Max(median > 0 ? median : steps.Average() / 2, 1e-12);
    }

    private static double Cost(double[] sums, double[] squares, int start, int end)
    {
        var sum = sums[end] - sums[start];
        return Math.Max(0, squares[end] - squares[start] - (sum * sum / (end - start)));
    }

    private static (double[] Sums, double[] Squares) Cumulate(IReadOnlyList<double> values)
    {
        var (sums, squares) = (new double[values.Count + 1], new double[values.Count + 1]);
        for (var i = 0; i < values.Count; i++)
        {
            (sums[i + 1], squares[i + 1]) = (sums[i] + values[i], squares[i] + (values[i] * values[i]));
        }

        return (sums, squares);
    }
}
