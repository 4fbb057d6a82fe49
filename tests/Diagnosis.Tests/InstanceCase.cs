using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>Builds a case of one alarmed EC2 instance and its siblings around one onset.</summary>
internal sealed class InstanceCase
{
    public static readonly DateTimeOffset Onset = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly ResourceRef Subject = Instance("i-00000000000000001");
    public static readonly ResourceRef LogGroup = Resource(
        ResourceKinds.LogGroup, "arn:aws:logs:eu-west-1:111122223333:log-group:/ec2/web", "/ec2/web");

    private static readonly InvestigationWindow Window = new()
    {
        From = Onset.AddMinutes(-12),
        To = Onset.AddMinutes(8),
        Baselines = [new() { From = Onset.AddMinutes(-72), To = Onset.AddMinutes(-12), Kind = BaselineKind.Adjacent }],
    };

    private readonly List<MetricSeries> metrics = [];
    private readonly List<LogPattern> logs = [];
    private readonly List<Change> changes = [];
    private readonly List<ResourceState> states = [];
    private readonly List<Relation> relations =
    [
        new() { EvidenceId = "evi_logs_to", From = Subject, To = LogGroup, Type = RelationType.LogsTo, Source = "tag" },
    ];

    public InstanceCase() => Metric(Subject, "StatusCheckFailed", 0, 1, MetricRole.Alarm);

    public static ResourceRef Instance(string id) =>
        Resource(ResourceKinds.Ec2Instance, $"arn:aws:ec2:eu-west-1:111122223333:instance/{id}", id);

    public static ResourceRef Sibling(int number) => Instance($"i-0000000000000000{number + 1}");

    public static ResourceCondition Impaired(string type, double sinceMinute = 0) =>
        new() { Type = type, Reason = "impaired", Message = $"{type} is impaired.", Since = Onset.AddMinutes(sinceMinute) };

    public static ResourceCondition Event(string code, double minute, string description = "maintenance") =>
        new() { Type = "ScheduledEvent", Reason = code, Message = description, Since = Onset.AddMinutes(minute) };

    public static ResourceCondition Stop(string? code, double minute = 0) =>
        new() { Type = "State", Reason = code, Message = $"{code}: stopped", Since = Onset.AddMinutes(minute) };

    public InstanceCase State(ResourceRef instance, ResourceStatus status, params ResourceCondition[] conditions)
    {
        states.Add(new()
        {
            EvidenceId = $"evi_state_{instance.Name}", Resource = instance, Status = status,
            NativeStatus = status == ResourceStatus.Stopped ? "stopped" : "running", Conditions = conditions,
            Attributes = new Dictionary<string, string>
            {
                ["name"] = "web", ["imageId"] = "ami-1", ["availabilityZone"] = instance == Subject ? "eu-west-1a" : "eu-west-1b",
            },
            ObservedAt = Window.To,
        });
        if (instance != Subject)
        {
            relations.Add(new()
            {
                EvidenceId = $"evi_sibling_{instance.Name}", From = Subject, To = instance, Type = RelationType.SiblingOf, Source = "tag",
            });
        }

        return this;
    }

    public InstanceCase Metric(
        ResourceRef instance, string name, double normal, double abnormal, MetricRole role = MetricRole.Companion, string unit = "Count")
    {
        metrics.Add(new()
        {
            EvidenceId = $"evi_metric_{name}_{instance.Name}", Resource = instance, Namespace = "AWS/EC2", Name = name,
            Statistic = "Maximum", Unit = unit, PeriodSeconds = 60, Role = role, ObservedAt = Window.To,
            Points = [.. Enumerable.Range(-72, 80).Select(minute => new MetricPoint
            {
                Time = Onset.AddMinutes(minute), Value = minute < 0 ? normal : abnormal,
            })],
        });
        return this;
    }

    public InstanceCase Pattern(string template, int before, int after)
    {
        logs.Add(new()
        {
            EvidenceId = $"evi_log_{logs.Count:000}", Resource = LogGroup, PatternId = $"p{logs.Count}", Template = template,
            Severity = LogSeverity.Error,
            BaselineCountsPerMinute = [.. Enumerable.Repeat(before, 60)],
            IncidentCountsPerMinute = [.. Enumerable.Range(0, 20).Select(minute => minute < 12 ? before : after)],
            FirstSeen = before > 0 ? Window.Baselines[0].From : Onset.AddSeconds(10), LastSeen = Window.To, Samples = [],
            ObservedAt = Window.To,
        });
        return this;
    }

    public InstanceCase Change(string id, ResourceRef resource, ChangeKind kind, double minute, params (string Field, string Before, string After)[] differences)
    {
        changes.Add(new()
        {
            EvidenceId = id, Resource = resource, Kind = kind, Summary = $"{kind} of {resource.Name}",
            Time = new() { OccurredAt = Onset.AddMinutes(minute), UncertaintySeconds = 1, ObservedAt = Window.To },
            Differences = [.. differences.Select(d => new Difference { Field = d.Field, Before = d.Before, After = d.After })],
        });
        return this;
    }

    public CaseFile Build() => new()
    {
        TenantId = "ten_1", IncidentId = "inc_1", InvestigationId = "inv_1", Pass = 1, Revision = 1, Window = Window, AsOf = Window.To,
        Alarms = [Alarm()], Resources = [Subject, LogGroup], Relations = relations, Metrics = metrics, Logs = logs, States = states,
        Changes = changes,
        Coverage = [CaseBuilder.Row("alarm"), CaseBuilder.Row("metrics"), CaseBuilder.Row("logs"), CaseBuilder.Row("ec2")],
    };

    public Verdict Judge() => Diagnosis.Diagnose(Build());

    private static AlarmFact Alarm() => new()
    {
        EvidenceId = "evi_alarm", Provider = CloudProvider.Aws, Id = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:web-check",
        Name = "web-check", Account = "111122223333", Region = "eu-west-1", State = AlarmState.Alarm, PreviousState = AlarmState.Ok,
        StateChangedAt = Onset.AddMinutes(3), Threshold = 0, Comparison = "GreaterThanThreshold",
        Dimensions = new Dictionary<string, string> { ["InstanceId"] = Subject.Name },
        Metric = new() { Namespace = "AWS/EC2", Name = "StatusCheckFailed", Statistic = "Maximum", PeriodSeconds = 60, EvaluationPeriods = 2 },
    };

    private static ResourceRef Resource(string kind, string id, string name) =>
        new() { Provider = CloudProvider.Aws, Account = "111122223333", Region = "eu-west-1", Kind = kind, Id = id, Name = name };
}
