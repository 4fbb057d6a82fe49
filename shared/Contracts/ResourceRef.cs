namespace CauseFlow.Contracts;

/// <summary>A resource of a cloud.</summary>
public sealed record ResourceRef
{
    public required CloudProvider Provider { get; init; }

    /// <summary>Account id, subscription or project.</summary>
    public required string Account { get; init; }
    public required string Region { get; init; }

    /// <summary>One of <see cref="ResourceKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>ARN, ARM id or full resource name.</summary>
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>Other ids that mean the same resource.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }
}
