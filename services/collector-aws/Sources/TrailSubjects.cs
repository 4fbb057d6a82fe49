using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The incident's resources by the names under which requests speak of them.</summary>
internal sealed class TrailSubjects
{
    private readonly Dictionary<TrailSubject, ResourceRef> _known = [];

    public TrailSubjects(IEnumerable<ResourceRef> resources)
    {
        foreach (var resource in resources)
        {
            if (KeyOf(resource) is { } key)
            {
                _known.TryAdd(new TrailSubject(resource.Kind, key), resource);
            }
        }
    }

    public bool IsEmpty => _known.Count == 0;

    /// <summary>
    /// Names for the lookup by resource, what is changed most quietly first: groups and roles, of which no other source tells.
    /// </summary>
    public IEnumerable<string> Names => _known.Values
        .OrderBy(resource => resource.Kind is not (ResourceKinds.SecurityGroup or ResourceKinds.IamRole))
        .ThenBy(resource => resource.Kind == ResourceKinds.EcsCluster).ThenBy(resource => resource.Id, StringComparer.Ordinal)
        .Select(resource => resource.Kind is ResourceKinds.LoadBalancer or ResourceKinds.TargetGroup ? resource.Id : resource.Name)
        .Distinct(StringComparer.Ordinal);

    /// <summary>What the write is about; null where it is none of the incident's.</summary>
    public ResourceRef? Find(TrailEvent write) =>
        write.Subjects.Select(subject => _known.GetValueOrDefault(subject)).OfType<ResourceRef>().FirstOrDefault();

    private static string? KeyOf(ResourceRef resource) => resource.Kind switch
    {
        ResourceKinds.CloudWatchAlarm or ResourceKinds.LogGroup => null,
        ResourceKinds.LoadBalancer or ResourceKinds.TargetGroup => LoadBalancerNames.Dimension(resource),
        ResourceKinds.EcsService => EcsNames.Parts(resource) is { } service ? $"{service.Cluster}/{service.Name}" : null,
        _ => resource.Name,
    };
}
