namespace CauseFlow.Contracts;

/// <summary>The incident window, UTC, half open [From, To), at most 60 minutes, and what it is compared with.</summary>
public sealed record InvestigationWindow
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required IReadOnlyList<Baseline> Baselines { get; init; }
}
