namespace CauseFlow.Contracts;

/// <summary>The whole input of a diagnosis. Lists are sets: their order carries no meaning.</summary>
public sealed record CaseFile
{
    public required string TenantId { get; init; }
    public required string IncidentId { get; init; }
    public required string InvestigationId { get; init; }
    public required int Pass { get; init; }
    public required int Revision { get; init; }
    public required InvestigationWindow Window { get; init; }

    /// <summary>The case's own clock: the latest instant that anything in it was observed.</summary>
    public required DateTimeOffset AsOf { get; init; }
    public required IReadOnlyList<AlarmFact> Alarms { get; init; }
    public required IReadOnlyList<ResourceRef> Resources { get; init; }
    public required IReadOnlyList<Relation> Relations { get; init; }
    public required IReadOnlyList<MetricSeries> Metrics { get; init; }
    public required IReadOnlyList<LogPattern> Logs { get; init; }
    public required IReadOnlyList<ResourceState> States { get; init; }
    public required IReadOnlyList<Change> Changes { get; init; }
    public required IReadOnlyList<Coverage> Coverage { get; init; }
}
