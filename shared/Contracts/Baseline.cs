namespace CauseFlow.Contracts;

/// <summary>A comparison window, UTC, half open [From, To).</summary>
public sealed record Baseline
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required BaselineKind Kind { get; init; }
}
