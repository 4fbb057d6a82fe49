namespace CauseFlow.CollectorGcp.Sources;

/// <summary>Monitoring's aligners in the words that all clouds share.</summary>
internal static class Aligners
{
    public static string Statistic(string? aligner) => aligner switch
    {
        "ALIGN_DELTA" or "ALIGN_SUM" => "Sum",
        "ALIGN_MAX" => "Maximum",
        "ALIGN_MIN" => "Minimum",
        "ALIGN_COUNT" => "SampleCount",
        "ALIGN_RATE" => "Rate",
        "ALIGN_PERCENTILE_99" => "p99",
        "ALIGN_PERCENTILE_95" => "p95",
        "ALIGN_PERCENTILE_50" => "p50",
        _ => "Average",
    };
}
