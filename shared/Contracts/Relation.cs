namespace CauseFlow.Contracts;

/// <summary>An edge of the topology that ranking walks.</summary>
public sealed record Relation
{
    public required string EvidenceId { get; init; }
    public required ResourceRef From { get; init; }
    public required ResourceRef To { get; init; }
    public required RelationType Type { get; init; }

    /// <summary>The rule or call that found it.</summary>
    public required string Source { get; init; }
}
