using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis;

/// <summary>A case whose lists have lost their duplicates and have one order, whatever order they arrived in.</summary>
public sealed class CaseEvidence
{
    private readonly ILookup<int, ResourceState> states;

    private CaseEvidence(CaseFile file, IReadOnlyList<NamedCall> calls)
    {
        File = file;
        Alarms = Unique(file.Alarms, AlarmKey);
        Resources = Unique(file.Resources, resource => ResourceIdentity.Of(resource));
        Relations = Unique(file.Relations, relation => relation.EvidenceId);
        Metrics = Unique(file.Metrics, series => series.EvidenceId);
        Logs = Unique(file.Logs, pattern => pattern.EvidenceId);
        States = Unique(file.States, state => state.EvidenceId);
        Changes = Unique(file.Changes, change => change.EvidenceId);
        Coverage = Unique(file.Coverage, coverage => Json(coverage));
        Calls = calls;
        Topology = new Topology(
            [.. Relations, .. calls.Select(RelationOf)],
            [.. Resources, .. Metrics.Select(series => series.Resource), .. Logs.Select(pattern => pattern.Resource),
                .. States.Select(state => state.Resource), .. Changes.Select(change => change.Resource)]);
        states = States.ToLookup(state => Topology.NumberOf(state.Resource));
        Alarm = Alarms.Where(alarm => alarm.State == AlarmState.Alarm).OrderBy(alarm => alarm.StateChangedAt)
            .ThenBy(alarm => alarm.EvidenceId is null).FirstOrDefault() ?? (Alarms.Count > 0 ? Alarms[0] : null);
        Subject = FindSubject();
    }

    public CaseFile File { get; }
    public IReadOnlyList<AlarmFact> Alarms { get; }
    public IReadOnlyList<ResourceRef> Resources { get; }
    public IReadOnlyList<Relation> Relations { get; }
    public IReadOnlyList<MetricSeries> Metrics { get; }
    public IReadOnlyList<LogPattern> Logs { get; }
    public IReadOnlyList<ResourceState> States { get; }
    public IReadOnlyList<Change> Changes { get; }
    public IReadOnlyList<Coverage> Coverage { get; }

    /// <summary>Failing calls that name a known resource; empty before the symptoms were read.</summary>
    public IReadOnlyList<NamedCall> Calls { get; }

    /// <summary>What the collectors relate, and what the log lines do by <see cref="Calls"/>.</summary>
    public Topology Topology { get; }

    /// <summary>The earliest alarm in state ALARM, else any; null when the case came from a person.</summary>
    public AlarmFact? Alarm { get; }

    /// <summary>The resource that the alarm points at, as far as it could be resolved.</summary>
    public ResourceRef? Subject { get; }

    /// <summary>True when there is anything at all besides the alarm's own message.</summary>
    public bool AnythingRead => Metrics.Count + Logs.Count + States.Count + Changes.Count > 0;

    public static CaseEvidence From(CaseFile file) => new(file, []);

    /// <summary>The same case with what the log lines relate.</summary>
    public CaseEvidence With(IReadOnlyList<NamedCall> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return calls.Count == 0 ? this : new CaseEvidence(File, calls);
    }

    /// <summary>The latest state of a resource; null when its state was not read.</summary>
    public ResourceState? StateOf(ResourceRef resource) =>
        states[Topology.NumberOf(resource)].Where(state => ResourceIdentity.Same(state.Resource, resource))
            .OrderByDescending(state => state.ObservedAt).ThenBy(state => state.EvidenceId, StringComparer.Ordinal)
            .FirstOrDefault();

    private ResourceRef? FindSubject()
    {
        var measured = Metrics.FirstOrDefault(series => series.Role == MetricRole.Alarm)?.Resource;
        if (measured is not null)
        {
            return Topology.OwnerOf(measured);
        }

        var targets = (Alarm?.TargetIds ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = Alarm?.Dimensions?.Values.ToHashSet(StringComparer.Ordinal) ?? [];
        var named = Resources.FirstOrDefault(resource => targets.Contains(resource.Id))
            ?? Resources.Where(resource => Names(resource).Any(names.Contains))
                .OrderBy(resource => Alarm?.ResourceType is { } type && !MonitoredKinds.Of(type).Contains(resource.Kind)).FirstOrDefault();
        var any = named ?? Resources.FirstOrDefault(resource =>
            resource.Kind is not (ResourceKinds.CloudWatchAlarm or ResourceKinds.LogGroup or ResourceKinds.LogAnalyticsWorkspace
                or ResourceKinds.SecurityGroup or ResourceKinds.IamRole));
        return any ?? States.Select(state => state.Resource).FirstOrDefault();
    }

    /// <summary>A label may hold any of them, such as the number of an instance.</summary>
    private static IEnumerable<string> Names(ResourceRef resource) => [resource.Name, resource.Id, .. resource.Aliases ?? []];

    private static Relation RelationOf(NamedCall call) => new()
    {
        EvidenceId = call.Pattern, From = call.Caller, To = call.Callee, Type = RelationType.RoutesTo,
        Source = $"log lines name {call.Host}",
    };

    private static string AlarmKey(AlarmFact alarm) =>
        string.Join('\n', alarm.Id, alarm.State, alarm.StateChangedAt.UtcTicks, alarm.EvidenceId);

    /// <summary>Where two facts claim one id, the first by JSON text stands: arbitrary, but the same on every run.</summary>
    private static List<T> Unique<T>(IReadOnlyList<T> facts, Func<T, string> key) =>
        [.. facts.GroupBy(key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Skip(1).Any() ? group.MinBy(fact => Json(fact), StringComparer.Ordinal)! : group.First())];

    private static string Json<T>(T fact) => JsonSerializer.Serialize(fact, ContractJson.Options);
}
