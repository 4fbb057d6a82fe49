using CauseFlow.Contracts;

namespace CauseFlow.Collection.Metrics;

/// <summary>
/// The points of one series: every period of the windows that were read, null where the metric has no data. A period that
/// was not read has no point.
/// </summary>
public sealed class MetricGrid(int periodSeconds)
{
    private readonly SortedDictionary<DateTimeOffset, double?> _points = [];

    public int PeriodSeconds => periodSeconds;

    public IReadOnlyList<MetricPoint> Points => [.. _points.Select(point => new MetricPoint { Time = point.Key, Value = point.Value })];

    /// <summary>
    /// Only what came, for an answer that has gaps and does not say where: a period without a value may be silence as well as
    /// a point that was not read.
    /// </summary>
    public void AddPoints(MetricValues series)
    {
        foreach (var (time, value) in series.Points)
        {
            _points[time] = value;
        }
    }

    public void Add(MetricValues series, DateTimeOffset from, DateTimeOffset to)
    {
        var values = series.Points;
        if (!series.IsWhole)
        {
            // The oldest come first, so that what was left out is what follows.
            to = values.Count == 0 ? from : values.Keys.Max().AddSeconds(periodSeconds);
        }

        // Where an endpoint cuts periods elsewhere, its own times stand and the grid adds none in between.
        var start = values.Count > 0 ? values.Keys.Min() : from;
        var first = from.AddSeconds((start - from).TotalSeconds % periodSeconds);
        for (var time = first; time < to; time = time.AddSeconds(periodSeconds))
        {
            _points[time] = values.TryGetValue(time, out var value) ? value : _points.GetValueOrDefault(time);
        }
    }
}
