namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A CloudWatch metric alarm.</summary>
public sealed record ScenarioAlarm
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Empty for an alarm on metric math, as the two that follow.</summary>
    public string Namespace { get; init; } = "";

    public string MetricName { get; init; } = "";

    /// <summary>As the API spells it: Sum, Average, Minimum, Maximum, SampleCount.</summary>
    public string Statistic { get; init; } = "";

    /// <summary>Lines of metric math or of an anomaly band; empty for a plain alarm.</summary>
    public IReadOnlyList<ScenarioAlarmLine> Lines { get; init; } = [];

    /// <summary>Line that is the threshold; null where a number is.</summary>
    public string? ThresholdMetricId { get; init; }

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

    /// <summary>State of an alarm of MoreAlarms; the scenario's own alarm is in ALARM until it is published otherwise.</summary>
    public string State { get; init; } = "ALARM";

    /// <summary>Minutes; when an alarm of MoreAlarms came into its state.</summary>
    public double StateAtMinute { get; init; }

    /// <summary>Earlier changes of the scenario's own alarm, oldest first.</summary>
    public IReadOnlyList<ScenarioAlarmChange> History { get; init; } = [];
}

/// <summary>One line of an alarm on metric math: a metric or an expression.</summary>
public sealed record ScenarioAlarmLine
{
    public required string Id { get; init; }

    public string? Expression { get; init; }

    public string? Label { get; init; }

    public string? Namespace { get; init; }

    public string? MetricName { get; init; }

    public string Statistic { get; init; } = "Sum";

    public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

    /// <summary>Seconds.</summary>
    public int Period { get; init; } = 60;

    public bool ReturnData { get; init; }
}

/// <summary>A change of state before the incident.</summary>
public sealed record ScenarioAlarmChange
{
    public required double AtMinute { get; init; }

    public required string State { get; init; }
}

/// <summary>An alarm over other alarms.</summary>
public sealed record ScenarioCompositeAlarm
{
    public required string Name { get; init; }

    /// <summary>For example <c>ALARM("a") OR ALARM("b")</c>.</summary>
    public required string Rule { get; init; }

    public string State { get; init; } = "ALARM";

    /// <summary>Minutes; when it came into its state.</summary>
    public double StateAtMinute { get; init; }
}
