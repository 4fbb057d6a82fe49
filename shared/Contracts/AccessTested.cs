namespace CauseFlow.Contracts;

/// <summary>Collector to broker: a connection test has ended.</summary>
public sealed record AccessTested : ITenantMessage
{
    /// <inheritdoc/>
    public required string TenantId { get; init; }

    /// <summary>The lease of the test.</summary>
    public required string LeaseId { get; init; }

    /// <summary>The integration that was tested.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Every permission that was tried, per region.</summary>
    public required IReadOnlyList<PermissionResult> Permissions { get; init; }

    /// <summary>Why nothing could be tried; null when the permissions tell all.</summary>
    public RefusalReason? Reason { get; init; }

    /// <summary>The same in a sentence.</summary>
    public string? Message { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset TestedAt { get; init; }
}
