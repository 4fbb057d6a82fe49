namespace CauseFlow.Contracts;

/// <summary>collector or a fault consumer → investigations: a run could not be made at all.</summary>
public sealed record CollectionFailed : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string IntegrationId { get; init; }
    public required string LeaseId { get; init; }

    /// <summary>0 when the session was never redeemed.</summary>
    public required int RunNumber { get; init; }
    public required RefusalReason Reason { get; init; }
    public required string Message { get; init; }
    public required string Remedy { get; init; }
    public required DateTimeOffset FailedAt { get; init; }
}
