namespace CauseFlow.Contracts;

/// <summary>When the incident began, as an interval, UTC.</summary>
public sealed record OnsetInterval
{
    public required DateTimeOffset Earliest { get; init; }
    public required DateTimeOffset Latest { get; init; }
}
