namespace CauseFlow.Contracts;

/// <summary>The broker's decision about one integration: a lease, or a refusal with reason and remedy.</summary>
public sealed record IntegrationAccess
{
    public required string IntegrationId { get; init; }
    public required CloudProvider Provider { get; init; }
    public required string Account { get; init; }

    /// <summary>Set when granted.</summary>
    public string? LeaseId { get; init; }
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>Set when refused.</summary>
    public RefusalReason? Reason { get; init; }
    public string? Message { get; init; }
    public string? Remedy { get; init; }
}
