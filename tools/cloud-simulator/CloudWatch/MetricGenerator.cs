using System.Globalization;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>One minute of a metric.</summary>
internal readonly record struct MinuteSample(double Samples, double Sum, double Minimum, double Maximum);

/// <summary>Turns a scenario's compact series into data points.</summary>
internal sealed class MetricGenerator(LoadedScenario scenario)
{
    /// <summary>Null where the metric has no data: in a gap, and before a minute has fully passed.</summary>
    public MinuteSample? Minute(ScenarioMetric metric, int minute)
    {
        if (scenario.At(minute + 1) > scenario.Now)
        {
            return null;
        }

        var name = $"{metric.Namespace}/{metric.Name}/{string.Join(',', metric.Dimensions.Values)}";
        var random = StableRandom.For(scenario.Data.Seed, name, minute);
        if (Segments.LevelAt(metric.Segments, minute, random) is not { } level)
        {
            return null;
        }

        if (metric.IsCount)
        {
            var sum = Math.Floor(level + random.NextDouble());
            var largest = metric.Samples > 1 ? Math.Min(1, sum) : sum;
            return new MinuteSample(metric.Samples, sum, metric.Samples > sum ? 0 : largest, largest);
        }

        var ceiling = metric.Ceiling ?? double.MaxValue;
        var average = Math.Round(Math.Min(level, ceiling), 3);
        var maximum = Math.Min(average * metric.MaximumFactor, ceiling);
        return new MinuteSample(metric.Samples, average * metric.Samples, average / metric.MaximumFactor, maximum);
    }

    /// <summary>The value of one period, or null when it has no minute with data.</summary>
    /// <param name="metric">Series.</param>
    /// <param name="start">Start of the period.</param>
    /// <param name="periodSeconds">60 or a multiple of it.</param>
    /// <param name="statistic">Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p99.</param>
    public double? Value(ScenarioMetric metric, DateTimeOffset start, int periodSeconds, string statistic)
    {
        var first = scenario.MinuteOf(start);
        var minutes = Enumerable.Range(first, Math.Max(1, periodSeconds / 60))
            .Select(minute => Minute(metric, minute))
            .OfType<MinuteSample>()
            .ToList();
        if (minutes.Count == 0)
        {
            return null;
        }

        var samples = minutes.Sum(minute => minute.Samples);
        var average = minutes.Sum(minute => minute.Sum) / samples;
        var value = statistic switch
        {
            "Sum" => minutes.Sum(minute => minute.Sum),
            "SampleCount" => samples,
            "Minimum" => minutes.Min(minute => minute.Minimum),
            "Maximum" => minutes.Max(minute => minute.Maximum),
            "Average" => average,
            _ => Percentile(minutes, average, double.Parse(statistic.AsSpan(1), CultureInfo.InvariantCulture)),
        };
        return Math.Round(value, 6);
    }

    /// <summary>
    /// Between the minimum, the average at the median, and the maximum: enough for a plausible shape.
    /// </summary>
    private static double Percentile(List<MinuteSample> minutes, double average, double percent)
    {
        var (minimum, maximum) = (minutes.Min(minute => minute.Minimum), minutes.Max(minute => minute.Maximum));
        return percent <= 50
            ? minimum + ((average - minimum) * percent / 50)
            : average + ((maximum - average) * (percent - 50) / 50);
    }
}
