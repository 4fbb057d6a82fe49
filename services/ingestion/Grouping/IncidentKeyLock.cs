namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// Every decision raises the version of its key, of the alarm's own key, of the alarm, and of a composite alarm's
/// children, so that two replicas that decide about one of them at once conflict even where they would write different
/// rows (an OK that waits, and the ALARM that it belongs to; a composite alarm, and an alarm that it names). A row that
/// nobody has used for a while may go: whoever has just read it conflicts and decides again.
/// </summary>
public sealed class IncidentKeyLock
{
    public required string IncidentKey { get; init; }
    public required string TenantId { get; init; }
    public required DateTimeOffset UsedAt { get; set; }
    public long Version { get; set; }
}
