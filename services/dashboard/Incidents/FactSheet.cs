using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>The facts behind a verdict, as many as a person looks at.</summary>
public sealed record FactSheet
{
    public required string InvestigationId { get; init; }
    public required int Revision { get; init; }
    public required IReadOnlyList<Revision> Revisions { get; init; }
    public required InvestigationWindow Window { get; init; }
    public required Verdict Verdict { get; init; }
    public required IReadOnlyList<Coverage> Coverage { get; init; }
    public required IReadOnlyList<AlarmFact> Alarms { get; init; }
    public required IReadOnlyList<MetricSeries> Metrics { get; init; }
    public required IReadOnlyList<LogPattern> Logs { get; init; }
    public required IReadOnlyList<ResourceState> States { get; init; }
    public required IReadOnlyList<Change> Changes { get; init; }
    public required IReadOnlyList<Relation> Relations { get; init; }
    public required FactTotals Totals { get; init; }
}

/// <summary>One verdict of the investigation.</summary>
public sealed record Revision(
    [property: System.Text.Json.Serialization.JsonPropertyName("revision")] int Number, int Pass, DateTimeOffset JudgedAt,
    VerdictOutcome Outcome, string Summary, double? Confidence, bool IsChanged);

/// <summary>How many facts of each kind the whole case has.</summary>
public sealed record FactTotals(int Alarms, int Metrics, int Logs, int States, int Changes, int Relations);
