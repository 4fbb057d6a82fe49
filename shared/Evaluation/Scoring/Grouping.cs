namespace CauseFlow.Evaluation.Scoring;

/// <summary>How well lines were grouped.</summary>
/// <param name="Lines">Lines that have a true group.</param>
/// <param name="Groups">True groups.</param>
/// <param name="Found">Groups that were made.</param>
/// <param name="LineAccuracy">Share of lines in groups equal to the true group (GA).</param>
/// <param name="GroupAccuracy">F1 over exact groups (FGA).</param>
public sealed record Grouping(int Lines, int Groups, int Found, double LineAccuracy, double GroupAccuracy)
{
    public static Grouping Of(IReadOnlyList<(string Truth, string Made)> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var truth = lines.GroupBy(line => line.Truth, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var made = lines.GroupBy(line => line.Made, StringComparer.Ordinal).Select(group => (
            Count: group.Count(), Truth: group.First().Truth, IsPure: group.All(line => line.Truth == group.First().Truth))).ToList();
        var exact = made.Where(group => group.IsPure && truth[group.Truth] == group.Count).ToList();
        return new Grouping(
            lines.Count, truth.Count, made.Count, lines.Count == 0 ? double.NaN : (double)exact.Sum(group => group.Count) / lines.Count,
            made.Count == 0 ? double.NaN : 2.0 * exact.Count / (made.Count + truth.Count));
    }
}
