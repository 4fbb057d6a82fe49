using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>Builds a case of services that call each other, minute by minute around one onset; the noise is fixed, not random.</summary>
internal sealed class ServiceMap
{
    public static readonly DateTimeOffset Onset = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private const int BaselineMinutes = 60;
    private const int QuietMinutes = 10;
    private const int IncidentMinutes = 10;

    private static readonly InvestigationWindow Window = new()
    {
        From = Onset.AddMinutes(-QuietMinutes),
        To = Onset.AddMinutes(IncidentMinutes),
        Baselines = [new() { From = Onset.AddMinutes(-QuietMinutes - BaselineMinutes), To = Onset.AddMinutes(-QuietMinutes), Kind = BaselineKind.Adjacent }],
    };

    private readonly Dictionary<string, ResourceRef> resources = [];
    private readonly List<Relation> relations = [];
    private readonly List<MetricSeries> metrics = [];
    private readonly List<LogPattern> logs = [];
    private readonly List<Change> changes = [];
    private readonly List<ResourceState> states = [];
    private AlarmFact alarm = new()
    {
        EvidenceId = "evi_alarm", Provider = CloudProvider.Generic, Id = "alarm", Name = "alarm", Account = "case", Region = "case",
        State = AlarmState.Alarm, StateChangedAt = Onset.AddMinutes(3),
    };

    public static string MetricId(string resource, string metric) => $"evi_metric_{resource}_{metric}";

    public ServiceMap Node(string name, string kind = ResourceKinds.GenericService)
    {
        resources[name] = new() { Provider = CloudProvider.Generic, Account = "case", Region = "case", Kind = kind, Id = name, Name = name };
        return this;
    }

    public ServiceMap Calls(string from, params string[] callees) => Related(RelationType.RoutesTo, from, callees);

    public ServiceMap Siblings(string from, params string[] others) => Related(RelationType.SiblingOf, from, others);

    public ServiceMap Parts(string whole, params string[] parts)
    {
        foreach (var part in parts)
        {
            Related(RelationType.PartOf, part, [whole]);
        }

        return this;
    }

    /// <summary>The alarm watches this metric of this service.</summary>
    public ServiceMap Alarm(string resource, string metric, bool onMore = true)
    {
        alarm = alarm with
        {
            TargetIds = [resource], Comparison = onMore ? "GreaterThanThreshold" : "LessThanThreshold",
            Metric = new() { Namespace = "", Name = metric, Statistic = "Average", PeriodSeconds = 60, EvaluationPeriods = 1 },
        };
        return this;
    }

    public ServiceMap With(Func<AlarmFact, AlarmFact> change)
    {
        alarm = change(alarm);
        return this;
    }

    /// <summary>A series that swings by 2 % about <paramref name="normal"/> and goes to <paramref name="abnormal"/> at the onset.</summary>
    public ServiceMap Metric(string resource, string metric, double normal, double abnormal, string? unit = "Milliseconds") =>
        Series(resource, metric, minute => (minute < 0 ? normal : abnormal) * (1 + (0.02 * (((minute * 7) % 5) - 2) / 2.0)), unit);

    /// <summary>Any series, by minutes from the onset; null is a minute without data.</summary>
    public ServiceMap Series(string resource, string metric, Func<int, double?> value, string? unit = "Milliseconds", int minutes = BaselineMinutes)
    {
        Known(resource);
        var isAlarm = alarm.TargetIds?[0] == resource && alarm.Metric?.Name == metric;
        metrics.Add(new()
        {
            EvidenceId = MetricId(resource, metric), Resource = resources[resource], Namespace = "", Name = metric, Statistic = "Average", Unit = unit,
            PeriodSeconds = 60, Role = isAlarm ? MetricRole.Alarm : MetricRole.Companion, ObservedAt = Window.To,
            Points = [.. Enumerable.Range(-QuietMinutes - minutes, minutes + QuietMinutes + IncidentMinutes)
                .Select(minute => new MetricPoint { Time = Onset.AddMinutes(minute), Value = value(minute) })],
        });
        return this;
    }

    /// <summary>A template with so many lines a minute before and since the onset.</summary>
    public ServiceMap Log(string resource, string template, int before, int after, LogSeverity severity = LogSeverity.Info)
    {
        Known(resource);
        logs.Add(new()
        {
            EvidenceId = $"evi_log_{resource}_{logs.Count}", Resource = resources[resource], PatternId = $"p{logs.Count}", Template = template, Severity = severity,
            BaselineCountsPerMinute = [.. Enumerable.Repeat(before, BaselineMinutes)],
            IncidentCountsPerMinute = [.. Enumerable.Range(-QuietMinutes, QuietMinutes + IncidentMinutes).Select(minute => minute < 0 ? before : after)],
            FirstSeen = before > 0 ? Window.Baselines[0].From : Onset.AddSeconds(5), LastSeen = Window.To, Samples = [], ObservedAt = Window.To,
        });
        return this;
    }

    public ServiceMap Change(string id, string resource, double minutesBefore, ChangeKind kind = ChangeKind.Deployment, string? summary = null)
    {
        Known(resource);
        changes.Add(new()
        {
            EvidenceId = id, Resource = resources[resource], Kind = kind, Summary = summary ?? $"{kind} of {resource}", Differences = [],
            Time = new() { OccurredAt = Onset.AddMinutes(-minutesBefore), UncertaintySeconds = 1, ObservedAt = Window.To },
        });
        return this;
    }

    public ServiceMap State(string resource, string type, string reason, string message, double minutesBefore = 0)
    {
        Known(resource);
        states.Add(new()
        {
            EvidenceId = $"evi_state_{states.Count}", Resource = resources[resource], Status = ResourceStatus.Unknown, NativeStatus = type,
            Conditions = [new() { Type = type, Reason = reason, Message = message, Since = Onset.AddMinutes(-minutesBefore) }],
            Attributes = new Dictionary<string, string>(), ObservedAt = Window.To,
        });
        return this;
    }

    public Verdict Judge() => Diagnosis.Diagnose(Build());

    public CaseFile Build() => new()
    {
        TenantId = "ten_1", IncidentId = "inc_1", InvestigationId = "inv_1", Pass = 1, Revision = 1, Window = Window, AsOf = Window.To,
        Alarms = [alarm], Resources = [.. resources.Values], Relations = relations, Metrics = metrics, Logs = logs, States = states, Changes = changes, Coverage = [],
    };

    /// <summary>The same facts in another order, some of them twice.</summary>
    public static CaseFile Shuffled(CaseFile file, int seed)
    {
        var random = new Random(seed);
        return file with
        {
            Resources = Mix(file.Resources), Relations = Mix(file.Relations), Metrics = Mix(file.Metrics), Logs = Mix(file.Logs),
            States = Mix(file.States), Changes = Mix(file.Changes),
        };

        T[] Mix<T>(IReadOnlyList<T> facts)
        {
            T[] mixed = [.. facts, .. facts.Where(_ => random.Next(2) == 0)];
            random.Shuffle(mixed);
            return mixed;
        }
    }

    private ServiceMap Related(RelationType type, string from, string[] others)
    {
        Known(from);
        foreach (var other in others)
        {
            Known(other);
            relations.Add(new() { EvidenceId = $"evi_{type}_{from}_{other}", From = resources[from], To = resources[other], Type = type, Source = "map" });
        }

        return this;
    }

    private void Known(string name)
    {
        if (!resources.ContainsKey(name))
        {
            Node(name);
        }
    }
}
