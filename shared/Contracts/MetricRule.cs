namespace CauseFlow.Contracts;

/// <summary>The metric that an alarm watches, in the vendor's own terms.</summary>
public sealed record MetricRule
{
    public required string Namespace { get; init; }
    public required string Name { get; init; }

    /// <summary>Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p99.</summary>
    public required string Statistic { get; init; }
    public string? Unit { get; init; }
    public required int PeriodSeconds { get; init; }
    public required int EvaluationPeriods { get; init; }
    public int? DatapointsToAlarm { get; init; }
    public string? TreatMissingData { get; init; }
}
