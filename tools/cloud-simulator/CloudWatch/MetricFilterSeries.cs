using CauseFlow.CloudSimulation.Logs;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>The metric of a metric filter: the scenario's own lines, counted by its pattern.</summary>
internal sealed class MetricFilterSeries(LoadedScenario scenario, LogGenerator generator)
{
    /// <summary>Points of a metric that a filter makes; none for any other.</summary>
    public List<(double Time, double Value)> Points(
        string metricNamespace, string metric, long from, long to, int period, string statistic)
    {
        var filter = scenario.Data.MetricFilters.FirstOrDefault(
            candidate => candidate.MetricNamespace == metricNamespace && candidate.MetricName == metric);
        var group = scenario.Data.LogGroups.FirstOrDefault(candidate => candidate.Name == filter?.LogGroup);
        if (filter is null || group is null)
        {
            return [];
        }

        var pattern = FilterPattern.Parse(filter.Pattern);
        var lines = generator.Lines(group, DateTimeOffset.FromUnixTimeSeconds(from), DateTimeOffset.FromUnixTimeSeconds(to))
            .ToLookup(line => line.Time.ToUnixTimeSeconds() / period * period);
        var points = new List<(double, double)>();
        for (var time = from; time < to; time += period)
        {
            var matches = lines[time].Count(line => pattern.Matches(line.Message));
            if (matches > 0)
            {
                points.Add((time, statistic is "Sum" or "SampleCount" ? matches : 1));
            }
            else if (filter.DefaultValue is { } value && lines[time].Any())
            {
                points.Add((time, value));
            }
        }

        return points;
    }
}
