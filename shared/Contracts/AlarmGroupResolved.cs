namespace CauseFlow.Contracts;

/// <summary>ingestion → investigations: all alarms of a group have been OK long enough.</summary>
public sealed record AlarmGroupResolved : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string IncidentId { get; init; }
    public required DateTimeOffset AsOf { get; init; }
}
