namespace CauseFlow.Contracts;

/// <summary>
/// collector → investigations, broker: a run has ended, also when every source failed. It makes no further call.
/// </summary>
public sealed record CollectionCompleted : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string IntegrationId { get; init; }
    public required string LeaseId { get; init; }
    public required int RunNumber { get; init; }
    public required IReadOnlyList<SourceResult> Sources { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }
}
