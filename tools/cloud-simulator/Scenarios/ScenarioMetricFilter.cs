namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>Counts the lines of a log group that match a pattern; its metric is derived from the generated lines.</summary>
public sealed record ScenarioMetricFilter
{
    public required string Name { get; init; }

    public required string LogGroup { get; init; }

    /// <summary>Terms that all must occur, "quoted phrases", -excluded and ?alternative terms.</summary>
    public required string Pattern { get; init; }

    public required string MetricNamespace { get; init; }

    public required string MetricName { get; init; }

    /// <summary>Value of a minute that has lines of which none matches; null means no data point.</summary>
    public double? DefaultValue { get; init; }
}
