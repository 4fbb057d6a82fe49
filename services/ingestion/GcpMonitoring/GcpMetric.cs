using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;

namespace CauseFlow.Ingestion.GcpMonitoring;

/// <summary>The metric that a condition watches.</summary>
internal static class GcpMetric
{
    private const int MaxName = 255;
    private const int MaxPeriodSeconds = 172_800;

    /// <param name="type">Such as <c>run.googleapis.com/request_count</c>; null where there is no metric.</param>
    /// <param name="threshold">The condition's conditionThreshold, if it has one.</param>
    public static MetricRule? Of(string? type, JsonElement? threshold)
    {
        if (type is not { Length: <= MaxName } || type.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var host))
        {
            return null;
        }

        var aggregation = threshold?.Items("aggregations", 1).FirstOrDefault();
        var period = Seconds(aggregation?.Text("alignmentPeriod")) ?? 60;
        return new MetricRule
        {
            Namespace = AlarmText.Line(type[..host], MaxName),
            Name = AlarmText.Line(type, MaxName),
            Statistic = Statistic(aggregation?.Text("perSeriesAligner")),
            PeriodSeconds = period,
            EvaluationPeriods = Math.Max(1, (Seconds(threshold?.Text("duration")) ?? 0) / period),
        };
    }

    private static string Statistic(string? aligner) => aligner?.ToUpperInvariant() switch
    {
        "ALIGN_RATE" or "ALIGN_DELTA" or "ALIGN_SUM" => "Sum",
        "ALIGN_MIN" => "Minimum",
        "ALIGN_MAX" => "Maximum",
        "ALIGN_COUNT" => "SampleCount",
        "ALIGN_PERCENTILE_99" => "p99",
        "ALIGN_PERCENTILE_95" => "p95",
        "ALIGN_PERCENTILE_50" => "p50",
        "ALIGN_PERCENTILE_05" => "p5",
        _ => "Average",
    };

    /// <summary>Such as <c>60s</c>.</summary>
    private static int? Seconds(string? duration) =>
        duration is { Length: > 1 and <= 16 } && duration[^1] == 's'
            && double.TryParse(duration.AsSpan(..^1), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds) && seconds >= 1
            ? (int)Math.Min(seconds, MaxPeriodSeconds) : null;
}
