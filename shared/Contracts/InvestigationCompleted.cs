namespace CauseFlow.Contracts;

/// <summary>investigations → credential-broker: a pass has its verdict; its leases are closed.</summary>
public sealed record InvestigationCompleted : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required string IncidentId { get; init; }
    public required int Pass { get; init; }
    public required VerdictOutcome Outcome { get; init; }
    public required int Revision { get; init; }
    public required DateTimeOffset CompletedAt { get; init; }
}
