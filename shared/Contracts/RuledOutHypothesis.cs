namespace CauseFlow.Contracts;

/// <summary>Something that looked guilty and is not, with the evidence that clears it.</summary>
public sealed record RuledOutHypothesis
{
    public ResourceRef? Resource { get; init; }
    public required string Summary { get; init; }
    public required string Reason { get; init; }
    public required IReadOnlyList<string> Evidence { get; init; }
}
