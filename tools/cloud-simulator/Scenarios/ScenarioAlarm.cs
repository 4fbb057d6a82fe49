namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A CloudWatch metric alarm.</summary>
public sealed record ScenarioAlarm
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string Namespace { get; init; }

    public required string MetricName { get; init; }

    /// <summary>As the API spells it: Sum, Average, Minimum, Maximum, SampleCount.</summary>
    public required string Statistic { get; init; }

    public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

    /// <summary>Seconds.</summary>
    public int Period { get; init; } = 60;

    public int EvaluationPeriods { get; init; } = 1;

    public int DatapointsToAlarm { get; init; } = 1;

    public double Threshold { get; init; }

    public string ComparisonOperator { get; init; } = "GreaterThanThreshold";

    public string TreatMissingData { get; init; } = "missing";

    /// <summary>Minutes; when the alarm was last configured.</summary>
    public double ConfiguredAtMinute { get; init; } = -60 * 24 * 30;

    /// <summary>Why the alarm fired; null composes AWS's sentence from the metric's own data points.</summary>
    public string? Reason { get; init; }
}
