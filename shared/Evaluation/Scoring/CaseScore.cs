namespace CauseFlow.Evaluation.Scoring;

/// <summary>How right the result of one case is.</summary>
public sealed record CaseScore
{
    /// <summary>k of Avg@k.</summary>
    public const int Depth = 5;

    /// <summary>Name of the case.</summary>
    public required string Name { get; init; }
    public required Truth Truth { get; init; }
    public required CaseResult Result { get; init; }

    /// <summary>Seconds between two points of the alarm's metric; null where it has none.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Pointers to nothing.</summary>
    public int DanglingPointers { get; init; }

    /// <summary>True where there is a cause to find.</summary>
    public bool HasCause => !Truth.IsHealthy && Truth.Causes.Count > 0;

    /// <summary>True where the first cause is a true one.</summary>
    public bool IsFirstRight => Result.Causes.Count > 0 && Truth.Causes.Any(cause => cause.Is(Result.Causes[0]));

    /// <summary>True where the first cause's category is a true one's.</summary>
    public bool IsCategoryRight => Truth.IsHealthy ? !IsFalseCause
        : Result.Causes.Count > 0 && Truth.Causes.Any(cause => cause.Category == Result.Causes[0].Category);

    /// <summary>True where a cause is named and there is none; that the alarm itself is at fault may be one.</summary>
    public bool IsFalseCause => (Truth.IsHealthy || Truth.IsUnknowable) && Result.NamesCause
        && !(Result.Causes.Count > 0 && Truth.Causes.Any(cause => cause.Category is not null && cause.Category == Result.Causes[0].Category));

    /// <summary>True where what must not be named first is.</summary>
    public bool IsForbiddenFirst => Result.NamesCause && Result.Causes is [var first, ..] && Truth.Forbidden.Any(word =>
        word.Equals(first.Category, StringComparison.OrdinalIgnoreCase) || word.Equals(first.Resource, StringComparison.OrdinalIgnoreCase)
        || word.Equals(first.Signal, StringComparison.OrdinalIgnoreCase) || word == first.ChangeId);

    /// <summary>True where the first cause blames the guilty change; where there is none, blames none. Null where no change can be blamed.</summary>
    public bool? IsChangeRight(bool hasChanges)
    {
        var guilty = Truth.Causes.Select(cause => cause.ChangeId).OfType<string>().ToList();
        return guilty.Count > 0 ? Result.Causes is [{ ChangeId: { } named }, ..] && guilty.Contains(named)
            : hasChanges ? !Result.NamesCause || Result.Causes is not [{ ChangeId: not null }, ..] : null;
    }

    public bool HasGuiltyChange => Truth.Causes.Any(cause => cause.ChangeId is not null);

    /// <summary>Share of the true causes among the first k, of as many as there is room for.</summary>
    public double AccuracyAt(int k)
    {
        var found = Truth.Causes.Count(cause => Result.Causes.Take(k).Any(cause.Is));
        return (double)found / Math.Min(k, Truth.Causes.Count);
    }

    /// <summary>Mean of AC@1 to AC@5.</summary>
    public double Average => Enumerable.Range(1, Depth).Average(AccuracyAt);

    /// <summary>Distance of the named onset from the true one in points of the alarm's metric; null where one of them is not known.</summary>
    public double? OnsetErrorSamples => Truth.Onset is { } truth && Result.Onset is { } named && PeriodSeconds is { } period
        ? Math.Abs((named - truth).TotalSeconds) / period : null;
}
