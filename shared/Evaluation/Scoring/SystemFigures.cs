namespace CauseFlow.Evaluation.Scoring;

/// <summary>The figures of each system, by their names: a system is the first part of the names of its cases.</summary>
/// <param name="BySystem">Figures by system.</param>
public sealed record SystemFigures(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> BySystem)
{
    private static readonly (string Name, Func<CaseScore, double?> Of)[] Figures =
    [
        ("AC@1", score => score.HasCause ? score.AccuracyAt(1) : null),
        ("Avg@5", score => score.HasCause ? score.Average : null),
        ("category", score => score.HasCause && score.Truth.Causes.Any(cause => cause.Category is not null) ? score.IsCategoryRight ? 1 : 0 : null),
        ("left alone", score => score.HasCause ? null : score.IsFalseCause ? 0 : 1),
    ];

    public static SystemFigures Of(IEnumerable<CaseScore> scores) => new(new SortedDictionary<string, IReadOnlyDictionary<string, double>>(
        scores.GroupBy(score => SystemOf(score.Name)).ToDictionary(cases => cases.Key, FiguresOf), StringComparer.Ordinal));

    private static IReadOnlyDictionary<string, double> FiguresOf(IEnumerable<CaseScore> scores)
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, of) in Figures)
        {
            var values = scores.Select(of).OfType<double>().ToList();
            if (values.Count > 0)
            {
                figures.Add(name, Math.Round(values.Average(), 4));
            }
        }

        return figures;
    }

    private static string SystemOf(string name) => name.IndexOf('/', StringComparison.Ordinal) is > 0 and var at ? name[..at] : "(all)";
}
