namespace CauseFlow.CollectorAws.Clients;

/// <summary>A metric that an alarm watches.</summary>
internal sealed record AlarmMetric(
    string Namespace, string Name, string Statistic, string? Unit, int PeriodSeconds,
    IReadOnlyDictionary<string, string> Dimensions);

/// <summary>A line of an alarm on metric math: a metric or an expression over the lines' ids.</summary>
internal sealed record AlarmLine(string Id, string? Expression, string? Label, AlarmMetric? Metric, bool ReturnData, int? PeriodSeconds);

/// <summary>One change of an alarm's state.</summary>
internal sealed record AlarmTransition(DateTimeOffset At, string From, string To);

/// <summary>One change of the state of one of an account's alarms.</summary>
internal sealed record NamedTransition(string AlarmName, AlarmTransition Change);

/// <summary>An alarm as DescribeAlarms reports it.</summary>
internal sealed record CloudAlarm
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>OK, ALARM or INSUFFICIENT_DATA.</summary>
    public required string State { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset StateChangedAt { get; init; }

    /// <summary>The metric of a plain alarm; null for metric math, anomaly bands and composite alarms.</summary>
    public AlarmMetric? Metric { get; init; }

    /// <summary>The lines of metric math or of an anomaly band; empty for any other alarm.</summary>
    public IReadOnlyList<AlarmLine> Lines { get; init; } = [];

    public int EvaluationPeriods { get; init; }

    public int? DatapointsToAlarm { get; init; }

    public string? TreatMissingData { get; init; }

    public double? Threshold { get; init; }

    public string? Comparison { get; init; }

    /// <summary>Rule of a composite alarm.</summary>
    public string? Rule { get; init; }

    /// <summary>False while the alarm's actions are switched off, whatever is listed.</summary>
    public bool HasOkAction { get; init; }

    public bool HasAlarmAction { get; init; }

    /// <summary>SNS topics that are told of ALARM; empty while the alarm's actions are switched off.</summary>
    public IReadOnlyList<string> AlarmTopics { get; init; } = [];

    /// <summary>The same for OK.</summary>
    public IReadOnlyList<string> OkTopics { get; init; } = [];

    /// <summary>The same for INSUFFICIENT_DATA.</summary>
    public IReadOnlyList<string> InsufficientDataTopics { get; init; } = [];
}
