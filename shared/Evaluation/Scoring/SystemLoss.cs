namespace CauseFlow.Evaluation.Scoring;

/// <summary>What the cases of one system lose from one version to the next.</summary>
/// <param name="System">The system: the first part of the names of its cases.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="Before">Its value with the first version.</param>
/// <param name="After">Its value with the second.</param>
public sealed record SystemLoss(string System, string Figure, double Before, double After)
{
    /// <summary>The protocol's: progress counts only if no system loses more.</summary>
    public const double Most = 0.03;

    public bool IsTooMuch => Before - After > Most + 1e-9;

    /// <summary>Every figure of every system.</summary>
    public static IReadOnlyList<SystemLoss> Of(
        IReadOnlyDictionary<string, Truth> truths, IReadOnlyDictionary<string, CaseResult> before, IReadOnlyDictionary<string, CaseResult> after)
    {
        ArgumentNullException.ThrowIfNull(truths);
        var both = truths.Where(truth => before.ContainsKey(truth.Key) && after.ContainsKey(truth.Key)).ToList();
        return
        [
            .. from system in both.GroupBy(one => SystemOf(one.Key)).OrderBy(cases => cases.Key, StringComparer.Ordinal)
               from figure in Figures
               let values = system.Select(one => (Before: figure.Of(Score(one, before)), After: figure.Of(Score(one, after))))
                   .Where(pair => pair is { Before: not null, After: not null }).ToList()
               where values.Count > 0
               select new SystemLoss(system.Key, figure.Name, values.Average(pair => pair.Before!.Value), values.Average(pair => pair.After!.Value)),
        ];
    }

    private static readonly (string Name, Func<CaseScore, double?> Of)[] Figures =
    [
        ("AC@1", score => score.HasCause ? score.AccuracyAt(1) : null),
        ("Avg@5", score => score.HasCause ? score.Average : null),
        ("category", score => score.HasCause && score.Truth.Causes.Any(cause => cause.Category is not null) ? score.IsCategoryRight ? 1 : 0 : null),
        ("healthy left alone", score => score.Truth.IsHealthy ? score.IsFalseCause ? 0 : 1 : null),
    ];

    private static CaseScore Score(KeyValuePair<string, Truth> one, IReadOnlyDictionary<string, CaseResult> results) =>
        new() { Name = one.Key, Truth = one.Value, Result = results[one.Key] };

    private static string SystemOf(string name) => name.IndexOf('/', StringComparison.Ordinal) is > 0 and var at ? name[..at] : "(all)";
}
