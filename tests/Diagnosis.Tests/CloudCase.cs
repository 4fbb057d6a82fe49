using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>Builds a case of one alarmed resource of Azure or Google Cloud around one onset.</summary>
internal sealed class CloudCase
{
    public const string Subscription = "11111111-2222-4333-8444-555555555555";
    public const string Project = "orders-prod-318204";
    public static readonly DateTimeOffset Onset = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly ResourceRef Site = Azure(ResourceKinds.AppService, "microsoft.web/sites/shop-web", "shop-web");
    public static readonly ResourceRef Vm = Azure(ResourceKinds.AzureVm, "microsoft.compute/virtualmachines/web-01", "web-01");
    public static readonly ResourceRef Cluster = Azure(
        ResourceKinds.AksCluster, "microsoft.containerservice/managedclusters/orders-aks", "orders-aks");

    public static readonly ResourceRef Pool = Azure(
        ResourceKinds.AksNodePool, "microsoft.containerservice/managedclusters/orders-aks/agentpools/workers", "workers");

    public static readonly ResourceRef Run = Google(ResourceKinds.RunService, "//run.googleapis.com/projects/orders-prod-318204/locations/europe-west1/services/checkout");
    public static readonly ResourceRef Instance = Google(ResourceKinds.ComputeInstance, "//compute.googleapis.com/projects/orders-prod-318204/zones/europe-west1-b/instances/web-1");
    public static readonly ResourceRef Gke = Google(ResourceKinds.GkeCluster, "//container.googleapis.com/projects/orders-prod-318204/locations/europe-west1/clusters/shop");
    public static readonly ResourceRef GkePool = Google(ResourceKinds.GkeNodePool, $"{Gke.Id}/nodePools/workers");

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
    private readonly List<ResourceRef> resources = [];
    private readonly List<Relation> relations = [];
    private readonly ResourceRef subject;

    public CloudCase(ResourceRef subject, string metric = "Errors")
    {
        this.subject = subject;
        resources.Add(subject);
        Metric(subject, metric, 0, 40, MetricRole.Alarm);
    }

    public static ResourceRef Azure(string kind, string path, string name, string group = "shop-prod") => new()
    {
        Provider = CloudProvider.Azure, Account = Subscription, Region = "westeurope", Kind = kind, Name = name,
        Id = $"/subscriptions/{Subscription}/resourcegroups/{group}/providers/{path}",
    };

    public static ResourceRef Google(string kind, string id, params string[] aliases) => new()
    {
        Provider = CloudProvider.Gcp, Account = Project, Region = "europe-west1", Kind = kind, Id = id, Name = id[(id.LastIndexOf('/') + 1)..],
        Aliases = aliases.Length > 0 ? aliases : null,
    };

    public static ResourceRef Revision(string name) => Google(ResourceKinds.RunRevision, $"{Run.Id}/revisions/{name}");

    public CloudCase Metric(ResourceRef resource, string name, double normal, double abnormal, MetricRole role = MetricRole.Companion, string unit = "Count")
    {
        metrics.Add(new()
        {
            EvidenceId = $"evi_metric_{name}_{resource.Name}", Resource = resource, Namespace = "cloud", Name = name, Statistic = "Average", Unit = unit,
            PeriodSeconds = 60, Role = role, ObservedAt = Window.To,
            Points = [.. Enumerable.Range(-72, 80).Select(minute => new MetricPoint { Time = Onset.AddMinutes(minute), Value = minute < 0 ? normal : abnormal })],
        });
        return this;
    }

    public CloudCase Pattern(ResourceRef resource, string template, int before, int after, LogSeverity severity = LogSeverity.Error)
    {
        logs.Add(new()
        {
            EvidenceId = $"evi_log_{logs.Count:000}", Resource = resource, PatternId = $"p{logs.Count}", Template = template, Severity = severity,
            BaselineCountsPerMinute = [.. Enumerable.Repeat(before, 60)],
            IncidentCountsPerMinute = [.. Enumerable.Range(0, 20).Select(minute => minute < 12 ? before : after)],
            FirstSeen = before > 0 ? Window.Baselines[0].From : Onset.AddSeconds(10), LastSeen = Window.To, Samples = [], ObservedAt = Window.To,
        });
        return this;
    }

    public CloudCase State(
        ResourceRef resource, ResourceStatus status, string native, (string Type, string? Reason, double? Since)[] conditions,
        params (string Name, string Value)[] attributes)
    {
        states.Add(new()
        {
            EvidenceId = $"evi_state_{states.Count}_{resource.Name}", Resource = resource, Status = status, NativeStatus = native,
            Conditions = [.. conditions.Select(found => new ResourceCondition
            {
                Type = found.Type, Reason = found.Reason, Since = found.Since is { } minute ? Onset.AddMinutes(minute) : null,
            })],
            Attributes = attributes.ToDictionary(pair => pair.Name, pair => pair.Value), ObservedAt = Window.To,
        });
        return this;
    }

    public CloudCase Change(
        string id, ResourceRef resource, ChangeKind kind, double minute, params (string Field, string? Before, string? After)[] differences) =>
        Change(id, resource, kind, minute, "ops@shop.example", $"{kind} of {resource.Name}", differences);

    public CloudCase Change(
        string id, ResourceRef resource, ChangeKind kind, double minute, string? actor = "ops@shop.example", string? summary = null,
        (string Field, string? Before, string? After)[]? differences = null)
    {
        changes.Add(new()
        {
            EvidenceId = id, Resource = resource, Kind = kind, Actor = actor, Summary = summary ?? $"{kind} of {resource.Name}",
            Time = new() { OccurredAt = Onset.AddMinutes(minute), UncertaintySeconds = 15, ObservedAt = Window.To },
            Differences = [.. (differences ?? []).Select(found => new Difference { Field = found.Field, Before = found.Before, After = found.After })],
        });
        return this;
    }

    public CloudCase Relate(ResourceRef from, ResourceRef to, RelationType type = RelationType.RunsOn)
    {
        relations.Add(new() { EvidenceId = $"evi_relation_{relations.Count}", From = from, To = to, Type = type, Source = "id" });
        return Beside(from).Beside(to);
    }

    public CloudCase Beside(ResourceRef resource)
    {
        resources.Add(resource);
        return this;
    }

    public CaseFile Build(Func<AlarmFact, AlarmFact>? alarm = null) => new()
    {
        TenantId = "ten_1", IncidentId = "inc_1", InvestigationId = "inv_1", Pass = 1, Revision = 1, Window = Window, AsOf = Window.To,
        Alarms = [(alarm ?? (fact => fact))(Alarm())], Resources = [.. resources.DistinctBy(resource => resource.Id)], Relations = relations,
        Metrics = metrics, Logs = logs, States = states, Changes = changes,
        Coverage = [CaseBuilder.Row("alarm"), CaseBuilder.Row("metrics"), CaseBuilder.Row("logs")],
    };

    public Verdict Judge() => Diagnosis.Diagnose(Build());

    private AlarmFact Alarm() => new()
    {
        EvidenceId = "evi_alarm", Provider = subject.Provider, Id = "alert", Name = "checkout-errors", Account = subject.Account, Region = "global",
        State = AlarmState.Alarm, StateChangedAt = Onset.AddMinutes(3), Threshold = 5, Comparison = "GreaterThanThreshold",
        TargetIds = subject.Provider == CloudProvider.Azure ? [subject.Id] : null,
        Metric = new() { Namespace = "cloud", Name = "Errors", Statistic = "Average", PeriodSeconds = 60, EvaluationPeriods = 1 },
    };
}
