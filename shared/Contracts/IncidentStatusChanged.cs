namespace CauseFlow.Contracts;

/// <summary>investigations → ingestion: a person resolved, closed or re-opened the incident; the group follows.</summary>
public sealed record IncidentStatusChanged : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string IncidentId { get; init; }
    public required IncidentStatus Status { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
}
