namespace CauseFlow.Ingestion.Grouping;

/// <summary>
/// A composite alarm has fired whose rule names that alarm, so that the alarm finds the composite's incident when its
/// own message comes later.
/// </summary>
public sealed class CompositeLink
{
    public required string TenantId { get; init; }
    public required string ChildId { get; init; }
    public required string CompositeId { get; init; }

    /// <summary>When the composite last fired, by ingestion's clock; old links are of no use.</summary>
    public required DateTimeOffset SeenAt { get; set; }
}
