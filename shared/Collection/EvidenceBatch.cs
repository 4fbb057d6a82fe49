using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>What a source has found so far; every string that is published has passed the redactor.</summary>
public sealed record EvidenceBatch
{
    public IReadOnlyList<AlarmFact> Alarms { get; init; } = [];

    public IReadOnlyList<ResourceRef> Resources { get; init; } = [];

    public IReadOnlyList<Relation> Relations { get; init; } = [];

    public IReadOnlyList<MetricSeries> Metrics { get; init; } = [];

    public IReadOnlyList<LogPattern> Logs { get; init; } = [];

    public IReadOnlyList<ResourceState> States { get; init; } = [];

    public IReadOnlyList<Change> Changes { get; init; } = [];

    public IReadOnlyList<Coverage> Coverage { get; init; } = [];

    /// <summary>What the alarms of this batch watch, for later stages of the run. It is never published.</summary>
    public IReadOnlyList<WatchedAlarm> Watched { get; init; } = [];

    /// <summary>The raw name of every log group of this batch, for later stages. They are never published.</summary>
    public IReadOnlyList<WatchedLogGroup> WatchedLogs { get; init; } = [];
}
