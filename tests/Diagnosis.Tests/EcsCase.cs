using System.Globalization;
using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Tests;

/// <summary>Builds a case of one ECS service behind a target group, around one onset.</summary>
internal sealed class EcsCase
{
    public static readonly ResourceRef Service = Resource(ResourceKinds.EcsService, "ecs", "service/shop/web", "web");
    public static readonly ResourceRef Neighbour = Resource(ResourceKinds.EcsService, "ecs", "service/shop/search", "search");
    private static readonly ResourceRef Cluster = Resource(ResourceKinds.EcsCluster, "ecs", "cluster/shop", "shop");
    private static readonly ResourceRef Group = Resource(ResourceKinds.TargetGroup, "elasticloadbalancing", "targetgroup/web/1", "web");
    private static readonly DateTimeOffset Onset = CaseBuilder.Onset;

    private readonly CaseFile _empty = new CaseBuilder().Build();
    private readonly List<ResourceState> _states = [];
    private readonly List<Change> _changes = [];
    private readonly List<LogPattern> _logs = [];
    private readonly List<Relation> _relations =
    [
        Relate(Group, Service, RelationType.RoutesTo), Relate(Service, Cluster, RelationType.PartOf),
        Relate(Neighbour, Cluster, RelationType.PartOf),
    ];

    /// <summary>Tasks of a revision that stopped a minute apart from the onset on.</summary>
    public EcsCase Failed(string revision, int count, string type, string reason, string message, int fromMinute = 1)
    {
        for (var i = 0; i < count; i++)
        {
            Task(revision, ResourceStatus.Failed, new ResourceCondition
            {
                Type = type, Reason = reason, Message = message, Since = Onset.AddMinutes(fromMinute + i),
            });
        }

        return this;
    }

    public EcsCase Crashed(string revision, int count, int fromMinute = 1) =>
        Failed(revision, count, "ContainerStopped", "exit code 1", "exit code 1 (container web)", fromMinute);

    public EcsCase Healthy(string revision, int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            Task(revision, ResourceStatus.Healthy);
        }

        return this;
    }

    public EcsCase Deployed(
        string id, ResourceRef service, double minutesBeforeOnset, string before, string after,
        params (string Field, string? Before, string? After)[] differences)
    {
        _changes.Add(new Change
        {
            EvidenceId = id, Resource = service, Kind = ChangeKind.Deployment, Summary = $"{service.Name} was deployed as {after}",
            Time = new FactTime { OccurredAt = Onset.AddMinutes(-minutesBeforeOnset), UncertaintySeconds = 1, ObservedAt = Onset.AddMinutes(8) },
            Differences =
            [
                new Difference { Field = "taskDefinition", Before = before, After = after },
                .. differences.Select(d => new Difference { Field = d.Field, Before = d.Before, After = d.After }),
            ],
        });
        return this;
    }

    public EcsCase ServiceState(ResourceRef service, ResourceStatus status, string rollout, params ResourceCondition[] conditions)
    {
        _states.Add(new ResourceState
        {
            EvidenceId = $"evi_state_{service.Name}", Resource = service, Status = status, NativeStatus = "ACTIVE", Conditions = conditions,
            Attributes = new Dictionary<string, string> { ["rolloutState"] = rollout, ["runningCount"] = "2", ["desiredCount"] = "2" },
            ObservedAt = Onset.AddMinutes(8),
        });
        return this;
    }

    public EcsCase NewError(string template)
    {
        _logs.Add(new LogPattern
        {
            EvidenceId = $"evi_log_{_logs.Count:000}", Resource = Service, PatternId = $"p{_logs.Count}", Template = template,
            Severity = LogSeverity.Error, BaselineCountsPerMinute = [.. Enumerable.Repeat(0, 60)],
            IncidentCountsPerMinute = [.. Enumerable.Range(0, 20).Select(minute => minute < 12 ? 0 : 30)],
            FirstSeen = Onset.AddSeconds(10), LastSeen = Onset.AddMinutes(8), Samples = [], ObservedAt = Onset.AddMinutes(8),
        });
        return this;
    }

    public Verdict Judge() => Diagnosis.Diagnose(Build());

    public CaseFile Build() => new CaseBuilder().Metric("HTTPCode_Target_5XX_Count", 1, 200, MetricRole.Alarm).Build() switch
    {
        var file => file with
        {
            Alarms = [.. _empty.Alarms.Select(alarm => alarm with { Dimensions = new Dictionary<string, string>() })],
            Resources = [Group, Service, Cluster, Neighbour],
            Relations = _relations,
            Metrics = [.. file.Metrics.Select(series => series with { Resource = Group })],
            Logs = _logs, States = _states, Changes = _changes,
            Coverage = [CaseBuilder.Row("alarm"), CaseBuilder.Row("metrics"), CaseBuilder.Row("logs"), CaseBuilder.Row("ecs")],
        },
    };

    private void Task(string revision, ResourceStatus status, params ResourceCondition[] conditions)
    {
        var id = _states.Count.ToString("x8", CultureInfo.InvariantCulture);
        var task = Resource(ResourceKinds.EcsTask, "ecs", $"task/shop/{id}", id);
        _relations.Add(Relate(task, Service, RelationType.PartOf));
        _states.Add(new ResourceState
        {
            EvidenceId = $"evi_task_{id}", Resource = task, Status = status, NativeStatus = "STOPPED", Conditions = conditions,
            Attributes = new Dictionary<string, string> { ["taskDefinition"] = revision }, ObservedAt = Onset.AddMinutes(8),
        });
    }

    private static Relation Relate(ResourceRef from, ResourceRef to, RelationType type) =>
        new() { EvidenceId = $"evi_{from.Id}_{to.Id}", From = from, To = to, Type = type, Source = "test" };

    private static ResourceRef Resource(string kind, string service, string path, string name) => new()
    {
        Provider = CloudProvider.Aws, Account = "111122223333", Region = "eu-west-1", Kind = kind,
        Id = $"arn:aws:{service}:eu-west-1:111122223333:{path}", Name = name,
    };
}
