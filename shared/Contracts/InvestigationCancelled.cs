namespace CauseFlow.Contracts;

/// <summary>investigations → credential-broker: a pass ended without a verdict; its leases are closed.</summary>
public sealed record InvestigationCancelled : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required string IncidentId { get; init; }
    public required int Pass { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset CancelledAt { get; init; }
}
