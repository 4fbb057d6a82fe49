namespace CauseFlow.Contracts;

/// <summary>The state of a resource as the cloud reports it.</summary>
public sealed record ResourceState
{
    public required string EvidenceId { get; init; }
    public required ResourceRef Resource { get; init; }
    public required ResourceStatus Status { get; init; }

    /// <summary>The vendor's own word.</summary>
    public required string NativeStatus { get; init; }
    public required IReadOnlyList<ResourceCondition> Conditions { get; init; }

    /// <summary>Allow-listed attributes; never environment values, user data or secrets.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
    public required DateTimeOffset ObservedAt { get; init; }
    public Pointer? Pointer { get; init; }
}
