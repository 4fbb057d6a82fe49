using System.Globalization;

namespace CauseFlow.Evaluation.Scoring;

/// <summary>A share of cases with its Wilson interval (95 %).</summary>
/// <param name="Right">Cases that are right; a part of one where several causes are true.</param>
/// <param name="Count">All of them.</param>
public readonly record struct Share(double Right, int Count)
{
    private const double Z = 1.959964;

    public double Value => Count == 0 ? double.NaN : Right / Count;

    public static Share Of(IEnumerable<double> parts)
    {
        var list = parts.ToList();
        return new Share(list.Sum(), list.Count);
    }

    public static Share Of(IEnumerable<bool> flags) => Of(flags.Select(flag => flag ? 1.0 : 0.0));

    /// <summary>Where the true share is with 95 %.</summary>
    public (double Low, double High) Wilson()
    {
        if (Count == 0)
        {
            return (double.NaN, double.NaN);
        }

        var (n, p) = ((double)Count, Value);
        var middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    public override string ToString()
    {
        var (low, high) = Wilson();
        return Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Value:0.000} [{low:0.00}, {high:0.00}] of {Count}");
    }
}
