namespace CauseFlow.Contracts;

/// <summary>credential-broker → every replica of every collector: stop working for this lease and forget its session.</summary>
public sealed record LeaseClosed : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string LeaseId { get; init; }
    public string? InvestigationId { get; init; }
    public required LeaseCloseReason Reason { get; init; }
}
