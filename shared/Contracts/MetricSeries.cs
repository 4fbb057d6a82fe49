namespace CauseFlow.Contracts;

/// <summary>A metric of a resource over the incident window and every baseline, in time order.</summary>
public sealed record MetricSeries
{
    public required string EvidenceId { get; init; }
    public required ResourceRef Resource { get; init; }
    public required string Namespace { get; init; }
    public required string Name { get; init; }
    public required string Statistic { get; init; }
    public string? Unit { get; init; }
    public required int PeriodSeconds { get; init; }
    public required MetricRole Role { get; init; }
    public required IReadOnlyList<MetricPoint> Points { get; init; }
    public required DateTimeOffset ObservedAt { get; init; }
    public Pointer? Pointer { get; init; }
}
