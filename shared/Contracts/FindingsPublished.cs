namespace CauseFlow.Contracts;

/// <summary>collector → investigations: one part of what one source found. At most 200 KiB on the wire.</summary>
public sealed record FindingsPublished : ITenantMessage
{
    public required string TenantId { get; init; }
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required string IntegrationId { get; init; }
    public required string LeaseId { get; init; }
    public required string Region { get; init; }
    public required string Source { get; init; }
    public required int RunNumber { get; init; }

    /// <summary>From 1. <see cref="CollectionCompleted"/> says how many there are.</summary>
    public required int Part { get; init; }
    public required DateTimeOffset CollectedAt { get; init; }
    public IReadOnlyList<AlarmFact>? Alarms { get; init; }
    public IReadOnlyList<ResourceRef>? Resources { get; init; }
    public IReadOnlyList<Relation>? Relations { get; init; }
    public IReadOnlyList<MetricSeries>? Metrics { get; init; }
    public IReadOnlyList<LogPattern>? Logs { get; init; }
    public IReadOnlyList<ResourceState>? States { get; init; }
    public IReadOnlyList<Change>? Changes { get; init; }
    public required IReadOnlyList<Coverage> Coverage { get; init; }
}
