namespace CauseFlow.CollectorAws.Clients;

/// <summary>A metric that an alarm watches.</summary>
internal sealed record AlarmMetric(
    string Namespace, string Name, string Statistic, string? Unit, int PeriodSeconds,
    IReadOnlyDictionary<string, string> Dimensions);

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

    /// <summary>One for a plain alarm, several for metric math, none for a composite alarm.</summary>
    public required IReadOnlyList<AlarmMetric> Metrics { get; init; }

    public int EvaluationPeriods { get; init; }

    public int? DatapointsToAlarm { get; init; }

    public string? TreatMissingData { get; init; }

    public double? Threshold { get; init; }

    public string? Comparison { get; init; }

    /// <summary>Rule of a composite alarm.</summary>
    public string? Rule { get; init; }

    public bool HasOkAction { get; init; }

    public bool HasAlarmAction { get; init; }
}
