using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>Builds a case of one Lambda function, minute by minute around one onset.</summary>
internal sealed class CaseBuilder
{
    public static readonly DateTimeOffset Onset = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly ResourceRef Function = Resource(ResourceKinds.LambdaFunction, "arn:aws:lambda:eu-west-1:111122223333:function:checkout", "checkout");
    public static readonly ResourceRef LogGroup = Resource(ResourceKinds.LogGroup, "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/checkout", "/aws/lambda/checkout");

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
    private readonly List<Coverage> coverage = [Row("alarm"), Row("metrics"), Row("logs"), Row("lambda")];
    private readonly List<ResourceRef> others = [];
    private readonly List<Relation> relations =
    [
        new() { EvidenceId = "evi_logs_to", From = Function, To = LogGroup, Type = RelationType.LogsTo, Source = "name" },
    ];

    public static Coverage Row(string source, CoverageOutcome outcome = CoverageOutcome.Complete, bool mandatory = true, string? permission = null) => new()
    {
        Source = source,
        Api = $"{source}:Read",
        Mandatory = mandatory,
        Outcome = outcome,
        MissingPermission = permission,
        Region = "eu-west-1",
    };

    /// <summary>A series that is <paramref name="normal"/> until the onset and <paramref name="abnormal"/> from then on.</summary>
    public CaseBuilder Metric(string name, double normal, double abnormal, MetricRole role = MetricRole.Companion, string unit = "Count", string statistic = "Sum")
    {
        var points = Enumerable.Range(-72, 80).Select(minute => new MetricPoint
        {
            Time = Onset.AddMinutes(minute),
            Value = minute < 0 ? normal + (minute % 2 * 0.02 * normal) : abnormal,
        });
        metrics.Add(new()
        {
            EvidenceId = $"evi_metric_{name}", Resource = Function, Namespace = "AWS/Lambda", Name = name, Statistic = statistic, Unit = unit,
            PeriodSeconds = 60, Role = role, Points = [.. points], ObservedAt = Window.To,
        });
        return this;
    }

    public CaseBuilder Pattern(string template, int before, int after, LogSeverity severity = LogSeverity.Error)
    {
        logs.Add(new()
        {
            EvidenceId = $"evi_log_{logs.Count:000}", Resource = LogGroup, PatternId = $"p{logs.Count}", Template = template, Severity = severity,
            BaselineCountsPerMinute = [.. Enumerable.Repeat(before, 60)],
            IncidentCountsPerMinute = [.. Enumerable.Range(0, 20).Select(minute => minute < 12 ? before : after)],
            FirstSeen = before > 0 ? Window.Baselines[0].From : Onset.AddSeconds(10), LastSeen = Window.To, Samples = [], ObservedAt = Window.To,
        });
        return this;
    }

    /// <summary>A resource that no collector relates to the function, such as one of another cloud.</summary>
    public CaseBuilder Beside(ResourceRef resource)
    {
        others.Add(resource);
        return this;
    }

    /// <summary>A security group or a role that the function uses.</summary>
    public CaseBuilder Uses(ResourceRef used) => Related(Function, used);

    public CaseBuilder Related(ResourceRef from, ResourceRef to)
    {
        others.AddRange([from, to]);
        relations.Add(new() { EvidenceId = $"evi_{from.Name}_{to.Name}", From = from, To = to, Type = RelationType.RunsOn, Source = "configuration" });
        return this;
    }

    public CaseBuilder Change(string id, TimeSpan beforeOnset, ChangeKind kind, params (string Field, string Before, string After)[] differences) =>
        ChangeOf(Function, id, beforeOnset, kind, differences);

    public CaseBuilder ChangeOf(
        ResourceRef resource, string id, TimeSpan beforeOnset, ChangeKind kind, params (string Field, string Before, string After)[] differences)
    {
        changes.Add(new()
        {
            EvidenceId = id, Resource = resource, Kind = kind, Summary = $"{kind} of {resource.Name}",
            Time = new() { OccurredAt = Onset - beforeOnset, UncertaintySeconds = 1, ObservedAt = Window.To },
            Differences = [.. differences.Select(difference => new Difference { Field = difference.Field, Before = difference.Before, After = difference.After })],
        });
        return this;
    }

    public CaseBuilder State(params (string Name, string Value)[] attributes)
    {
        states.Add(new()
        {
            EvidenceId = "evi_state", Resource = Function, Status = ResourceStatus.Healthy, NativeStatus = "Active", Conditions = [],
            Attributes = attributes.ToDictionary(pair => pair.Name, pair => pair.Value), ObservedAt = Window.To,
        });
        return this;
    }

    public CaseBuilder Covered(Coverage row)
    {
        coverage.RemoveAll(existing => existing.Source == row.Source);
        coverage.Add(row);
        return this;
    }

    public CaseFile Build() => new()
    {
        TenantId = "ten_1", IncidentId = "inc_1", InvestigationId = "inv_1", Pass = 1, Revision = 1, Window = Window, AsOf = Window.To,
        Alarms = [Alarm()], Resources = [Function, LogGroup, .. others], Relations = relations, Metrics = metrics, Logs = logs, States = states,
        Changes = changes, Coverage = coverage,
    };

    /// <summary>Memory cut from 1,024 to 128 MB, time-outs, a loud old error and a deployment of yesterday.</summary>
    public static CaseBuilder MemoryCut() => new CaseBuilder()
        .Metric("Errors", 0, 42, MetricRole.Alarm)
        .Metric("Duration", 400, 3000, unit: "Milliseconds", statistic: "Maximum")
        .Metric("Invocations", 600, 590)
        .State(("MemorySize", "128"), ("Timeout", "3"))
        .Pattern("Task timed out after <*> seconds", 0, 40, LogSeverity.Unknown)
        .Pattern("ERROR legacy pricing lookup failed for sku <*>, using the default", 300, 305)
        .Pattern("request <*> done", 600, 590, LogSeverity.Info)
        .Change("evi_change_memory", TimeSpan.FromMinutes(2), ChangeKind.Configuration, ("MemorySize", "1024", "128"))
        .Change("evi_change_old", TimeSpan.FromHours(26), ChangeKind.Deployment, ("CodeSha256", "aaa", "bbb"));

    private static AlarmFact Alarm() => new()
    {
        EvidenceId = "evi_alarm", Provider = CloudProvider.Aws, Id = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-errors",
        Name = "checkout-errors", Account = "111122223333", Region = "eu-west-1", State = AlarmState.Alarm, PreviousState = AlarmState.Ok,
        StateChangedAt = Onset.AddMinutes(3), Threshold = 5, Comparison = "GreaterThanThreshold",
        Dimensions = new Dictionary<string, string> { ["FunctionName"] = "checkout" },
        Metric = new() { Namespace = "AWS/Lambda", Name = "Errors", Statistic = "Sum", PeriodSeconds = 60, EvaluationPeriods = 3 },
    };

    private static ResourceRef Resource(string kind, string id, string name) =>
        new() { Provider = CloudProvider.Aws, Account = "111122223333", Region = "eu-west-1", Kind = kind, Id = id, Name = name };
}
