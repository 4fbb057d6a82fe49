using System.Diagnostics.Metrics;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Telemetry;

namespace CauseFlow.Collection.Runs;

/// <summary>Meter <c>CauseFlow.Collection</c>. Sources are those of the plans, collectors those of this product.</summary>
public sealed class CollectionMetrics : IDisposable
{
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 45, 60, 90, 120] };

    private readonly Meter _meter;
    private readonly Histogram<double> _source;
    private readonly Counter<long> _runs;

    public CollectionMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("CauseFlow.Collection");
        _source = _meter.CreateHistogram(
            "causeflow.collection.source_duration", "s", "How long one source of one region took, by how it ended.", null, Seconds);
        _runs = _meter.CreateCounter<long>("causeflow.collection.runs", "{run}", "Runs by how they ended.");
    }

    public void Source(string collector, string source, CoverageOutcome outcome, TimeSpan duration) => _source.Record(
        duration.TotalSeconds, new("collector", collector), new("source", source), MetricLabel.Of("outcome", outcome));

    public void Ended(string collector, RunEnd end) => _runs.Add(1, new("collector", collector), MetricLabel.Of("outcome", end));

    internal void Ended(string collector, CollectionEnd end)
    {
        foreach (var result in end.Completed?.Sources ?? [])
        {
            Source(collector, result.Source, result.Outcome, TimeSpan.FromMilliseconds(result.DurationMilliseconds));
        }

        Ended(collector, end.Completed is not null ? RunEnd.Completed : end.Failed is not null ? RunEnd.Failed : RunEnd.LeaseClosed);
    }

    public void Dispose() => _meter.Dispose();
}

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    Completed,

    /// <summary>It was refused as a whole.</summary>
    Failed,

    /// <summary>Its lease closed while it ran.</summary>
    LeaseClosed,
}
