namespace CauseFlow.Contracts;

/// <summary>credential-broker → investigations: a run has begun; the deadline runs from the first.</summary>
public sealed record SessionRedeemed : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string IntegrationId { get; init; }
    public required string LeaseId { get; init; }

    /// <summary>1 to 3, in order of first sight by the broker.</summary>
    public required int RunNumber { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What the run reads, where that is known before it ends.</summary>
    public IReadOnlyList<ExpectedSource>? Sources { get; init; }
}
