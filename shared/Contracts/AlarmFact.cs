namespace CauseFlow.Contracts;

/// <summary>One observed state of one alarm. As a message it is data; the collector reads the alarm again by its id.</summary>
public sealed record AlarmFact
{
    /// <summary>Evidence id, once a collector has confirmed the alarm; null in messages of ingestion.</summary>
    public string? EvidenceId { get; init; }
    public required CloudProvider Provider { get; init; }

    /// <summary>The vendor's id: on AWS the alarm's ARN, on Azure the alert's ARM id, on GCP projects/{project}/incidents/{incident id}.</summary>
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>Account id, subscription or project.</summary>
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required AlarmState State { get; init; }
    public AlarmState? PreviousState { get; init; }
    public required DateTimeOffset StateChangedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>Null for composite alarms and others that do not watch a single metric.</summary>
    public MetricRule? Metric { get; init; }
    public IReadOnlyDictionary<string, string>? Dimensions { get; init; }
    public double? Threshold { get; init; }

    /// <summary>The vendor's word, for AWS such as GreaterThanThreshold.</summary>
    public string? Comparison { get; init; }

    /// <summary>Rule of a composite alarm.</summary>
    public string? Rule { get; init; }

    /// <summary>Ids of the alarms that a composite alarm watches.</summary>
    public IReadOnlyList<string>? Children { get; init; }

    /// <summary>
    /// Id of the rule behind the alarm where the alarm itself is one firing of it: ARM id of an Azure alert rule, full name of
    /// a GCP alerting policy's condition.
    /// </summary>
    public string? RuleId { get; init; }

    /// <summary>Ids of the resources that the alarm names, as sent: ARM ids on Azure.</summary>
    public IReadOnlyList<string>? TargetIds { get; init; }

    /// <summary>GCP: type of the monitored resource whose labels are the dimensions, such as <c>cloud_run_revision</c>.</summary>
    public string? ResourceType { get; init; }
    public bool? HasOkAction { get; init; }
    public bool? HasAlarmAction { get; init; }

    /// <summary>The lines of an alarm on metric math or on an anomaly band; null for any other.</summary>
    public IReadOnlyList<MetricExpression>? Metrics { get; init; }

    /// <summary>Severity as the sender gives it; null where the product decides.</summary>
    public IncidentSeverity? Severity { get; init; }

    /// <summary>Service that the sender names.</summary>
    public string? Service { get; init; }

    /// <summary>Environment that the sender names, such as <c>production</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>Tags that the sender gives.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
