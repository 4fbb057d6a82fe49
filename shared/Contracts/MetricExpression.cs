namespace CauseFlow.Contracts;

/// <summary>
/// One line of an alarm on metric math or on an anomaly band: either a metric that is read or an expression over the
/// lines' ids, such as <c>errors / requests * 100</c> or <c>ANOMALY_DETECTION_BAND(m1, 2)</c>.
/// </summary>
public sealed record MetricExpression
{
    /// <summary>Id within the alarm, such as <c>m1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The expression; null for a metric.</summary>
    public string? Expression { get; init; }

    /// <summary>Label for people.</summary>
    public string? Label { get; init; }

    /// <summary>The metric; null for an expression.</summary>
    public MetricRule? Metric { get; init; }

    /// <summary>The metric's dimensions.</summary>
    public IReadOnlyDictionary<string, string>? Dimensions { get; init; }

    /// <summary>True for the line that the threshold is compared with.</summary>
    public bool ReturnData { get; init; }
}
