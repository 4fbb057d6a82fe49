namespace CauseFlow.CollectorAzure.Sources;

/// <summary>Azure's aggregations under the names that series are published with.</summary>
internal static class MetricStatistics
{
    public static string OfAggregation(string? aggregation) => aggregation?.ToLowerInvariant() switch
    {
        "total" => "Sum",
        "minimum" => "Minimum",
        "maximum" => "Maximum",
        "count" => "SampleCount",
        _ => "Average",
    };

    public static string AggregationOf(string statistic) => statistic switch
    {
        "Sum" => "total",
        "Minimum" => "minimum",
        "Maximum" => "maximum",
        "SampleCount" => "count",
        _ => "average",
    };
}
