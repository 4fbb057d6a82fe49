using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>
/// What the alarm, or one below a composite alarm, watches, with names and values exactly as the cloud sent them: a call
/// with a redacted dimension finds nothing. It stays inside the collector, steers calls and is never published.
/// </summary>
/// <param name="Alarm">The alarm as published.</param>
/// <param name="Lines">Its metrics and expressions; a plain alarm has one line, a composite one none.</param>
/// <param name="Name">Its name, as the cloud knows it.</param>
public sealed record WatchedAlarm(AlarmFact Alarm, IReadOnlyList<MetricExpression> Lines, string Name)
{
    /// <summary>What it asks its cloud for, where that is a filter and not names and dimensions; null otherwise.</summary>
    public WatchedQuery? Query { get; init; }
}

/// <summary>A series as a monitoring service selects it by a filter.</summary>
/// <param name="Metric">Type of the metric.</param>
/// <param name="Filter">Which series, in the cloud's own language.</param>
/// <param name="Aligner">How the points of a period become one.</param>
/// <param name="Reducer">How several series become one; null where each stays by itself.</param>
/// <param name="PeriodSeconds">Length of a period.</param>
/// <param name="Labels">Of what fired, as they came.</param>
public sealed record WatchedQuery(
    string Metric, string Filter, string Aligner, string? Reducer, int PeriodSeconds, IReadOnlyDictionary<string, string> Labels);
