namespace CauseFlow.Contracts;

/// <summary>One field that a change touched. Environment values never appear: Before and After then hold length and keyed hash.</summary>
public sealed record Difference
{
    public required string Field { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }
}
