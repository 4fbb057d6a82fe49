namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// Every decision about a key raises its version, so that two replicas that decide about one key at once conflict even
/// where they would write different rows (an OK that waits, and the ALARM that it belongs to).
/// </summary>
public sealed class IncidentKeyLock
{
    public required string IncidentKey { get; init; }
    public required string TenantId { get; init; }
    public long Version { get; set; }
}
