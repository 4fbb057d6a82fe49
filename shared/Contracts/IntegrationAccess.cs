namespace CauseFlow.Contracts;

/// <summary>The broker's decision about one integration: a lease, or a refusal with reason and remedy.</summary>
public sealed record IntegrationAccess
{
    public required string IntegrationId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required string Account { get; init; }

    /// <summary>Why it is part of the investigation; null in messages of releases that only asked the alarm's own account.</summary>
    public JoinReason? JoinedBy { get; init; }

    /// <summary>What the link is: the tag's value, or the name of the linked integration.</summary>
    public string? JoinedThrough { get; init; }

    /// <summary>Set when granted.</summary>
    public string? LeaseId { get; init; }
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>What the lease may call; null when refused, and in messages of releases that did not say it.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>Under which the cloud records the lease's calls; null where its sessions have no names.</summary>
    public string? SessionName { get; init; }

    /// <summary>Set when refused.</summary>
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }
}
