namespace CauseFlow.Contracts;

/// <summary>When something happened, how sure that is, and when it was seen.</summary>
public sealed record FactTime
{
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Half width of the interval in seconds: metric period, delay class or clock.</summary>
    public required double UncertaintySeconds { get; init; }
    public required DateTimeOffset ObservedAt { get; init; }
}
