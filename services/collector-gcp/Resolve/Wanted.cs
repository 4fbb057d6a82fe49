using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Resolve;

/// <summary>A resource that is named; the location of an instance may be unknown.</summary>
internal sealed record WantedName(string Kind, string Project, string Location, string Name);

/// <summary>What a run has to find.</summary>
/// <param name="Names">Resources that the alarm or the request names, in the integration's projects.</param>
/// <param name="Hints">Names and label values to look for where nothing is named; empty means all there is.</param>
internal sealed record Wanted(IReadOnlyList<WantedName> Names, IReadOnlyList<string> Hints)
{
    private const int MaxHints = 5;
    private static readonly string[] NameLabels = ["service", "app", "application", "name", "app.kubernetes.io/name"];

    /// <summary>Nothing is named: projects are searched.</summary>
    public bool IsByName => Names.Count == 0;

    /// <summary>Not even a hint was given.</summary>
    public bool IsEverything => IsByName && Hints.Count == 0;

    /// <summary>A name that is the hint or begins or ends with it, or a label that says so.</summary>
    public bool Matches(string name, IReadOnlyDictionary<string, string> labels) => Hints.Count == 0 || Hints.Any(hint =>
        name.Equals(hint, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(hint + "-", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-" + hint, StringComparison.OrdinalIgnoreCase)
        || NameLabels.Any(label => labels.GetValueOrDefault(label)?.Equals(hint, StringComparison.OrdinalIgnoreCase) == true));

    public static Wanted Of(CollectionContext context)
    {
        var target = context.Target;
        var requested = target.Resources.Where(resource => resource.Provider == CloudProvider.Gcp && target.Accounts.Contains(resource.Account))
            .Select(OfResource).OfType<WantedName>();
        var names = (OfAlarm(context) is { } alarm ? requested.Prepend(alarm) : requested).Distinct().ToList();
        var hints = (target.Hints ?? []).Append(target.Alarm?.Service).OfType<string>().Select(hint => hint.Trim())
            .Where(hint => hint.Length is > 1 and <= 128).Distinct(StringComparer.OrdinalIgnoreCase).Take(MaxHints);
        return new Wanted(names, [.. hints]);
    }

    private static WantedName? OfAlarm(CollectionContext context)
    {
        var labels = GcpSubject.LabelsOf(context.Target);
        var project = labels.GetValueOrDefault("project_id") ?? context.Target.Alarm?.Account;
        if (context.Target.Alarm is not { } alarm || project is null || !context.Target.Accounts.Contains(project))
        {
            return null;
        }

        var location = labels.GetValueOrDefault("location") ?? labels.GetValueOrDefault("region") ?? labels.GetValueOrDefault("zone");
        return alarm.ResourceType switch
        {
            "cloud_run_revision" => Named(ResourceKinds.RunService, project, location, labels.GetValueOrDefault("service_name")),
            "gce_instance" => Named(ResourceKinds.ComputeInstance, project, location ?? "-", labels.GetValueOrDefault("instance_id")),
            { } type when type.StartsWith("k8s_", StringComparison.Ordinal) || type.StartsWith("gke_", StringComparison.Ordinal) =>
                Named(ResourceKinds.GkeCluster, project, location, labels.GetValueOrDefault("cluster_name")),
            _ => null,
        };
    }

    private static WantedName? OfResource(ResourceRef resource) => (resource.Kind, GcpNames.Segments(resource.Id)) switch
    {
        (ResourceKinds.RunService or ResourceKinds.RunRevision, [_, var project, _, var region, "services", var service, ..])
            when project == resource.Account => Named(ResourceKinds.RunService, project, region, service),
        (ResourceKinds.ComputeInstance, [_, var project, "zones", var zone, "instances", var name]) when project == resource.Account =>
            Named(ResourceKinds.ComputeInstance, project, zone, name),
        (ResourceKinds.GkeCluster or ResourceKinds.GkeNodePool, [_, var project, _, var location, "clusters", var cluster, ..])
            when project == resource.Account => Named(ResourceKinds.GkeCluster, project, location, cluster),
        _ => null,
    };

    private static WantedName? Named(string kind, string project, string? location, string? name) =>
        GcpNames.IsName(name) && GcpNames.IsName(location) ? new WantedName(kind, project, location!, name!) : null;
}
