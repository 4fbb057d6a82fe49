namespace CauseFlow.Collection.Tests;

/// <summary>How well lines were grouped.</summary>
/// <param name="Accuracy">GA: share of lines in groups that hold the same lines as the true group.</param>
/// <param name="F1">FGA: harmonic mean of the share of groups found, and of true groups found, that are equal to one another.</param>
public sealed record GroupingScore(double Accuracy, double F1)
{
    public static GroupingScore Of<T, TTrue>(IReadOnlyList<T> found, IReadOnlyList<TTrue> truth)
        where T : notnull
        where TTrue : notnull
    {
        var sizes = truth.CountBy(group => group).ToDictionary();
        var groups = found.Zip(truth).GroupBy(pair => pair.First, pair => pair.Second).ToList();
        var equal = groups.Select(group => group.ToList()).Where(lines => lines.Distinct().Count() == 1 && sizes[lines[0]] == lines.Count).ToList();
        return new GroupingScore(equal.Sum(lines => lines.Count) / (double)truth.Count, 2.0 * equal.Count / (groups.Count + sizes.Count));
    }
}
