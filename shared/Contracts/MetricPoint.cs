namespace CauseFlow.Contracts;

/// <summary>One point of a series: start of the period (UTC) and its value; null where the cloud had no data.</summary>
public sealed record MetricPoint
{
    public required DateTimeOffset Time { get; init; }
    public double? Value { get; init; }
}
