namespace CauseFlow.Contracts;

/// <summary>Something that was changed on a resource.</summary>
public sealed record Change
{
    public required string EvidenceId { get; init; }
    public required ResourceRef Resource { get; init; }
    public required ChangeKind Kind { get; init; }
    public string? Actor { get; init; }
    public required FactTime Time { get; init; }
    public required string Summary { get; init; }
    public required IReadOnlyList<Difference> Differences { get; init; }
    public Pointer? Pointer { get; init; }
}
