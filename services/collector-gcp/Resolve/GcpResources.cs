using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Resolve;

/// <summary>Makes the references of a run. Each carries its own project and location.</summary>
internal static class GcpResources
{
    public static ResourceRef Of(CloudInstance instance) => Of(
        ResourceKinds.ComputeInstance, instance.Project, instance.Zone, GcpNames.Instance(instance.Project, instance.Zone, instance.Name),
        instance.Name, [instance.Id]);

    public static ResourceRef Cluster(string project, string location, string name) => Of(
        ResourceKinds.GkeCluster, project, location, GcpNames.Cluster(project, location, name), name);

    public static ResourceRef NodePool(string project, string location, string cluster, string name) => Of(
        ResourceKinds.GkeNodePool, project, location, GcpNames.NodePool(project, location, cluster, name), name);

    /// <summary>The host of its address is an alias: it is how callers name the service in their logs.</summary>
    public static ResourceRef Service(CollectionContext context, RunService service) => Service(
        service.Project, service.Region, service.Name,
        Uri.TryCreate(service.Uri, UriKind.Absolute, out var uri) ? [context.Redactor.Redact(uri.Host)] : null);

    public static ResourceRef Service(string project, string region, string name, IReadOnlyList<string>? aliases = null) => Of(
        ResourceKinds.RunService, project, region, GcpNames.Service(project, region, name), name, aliases);

    public static ResourceRef Revision(string project, string region, string service, string name) => Of(
        ResourceKinds.RunRevision, project, region, GcpNames.Revision(project, region, service, name), name);

    private static ResourceRef Of(
        string kind, string project, string location, string id, string name, IReadOnlyList<string>? aliases = null) => new()
        {
            Provider = CloudProvider.Gcp, Account = project, Region = location, Kind = kind, Id = id, Name = name, Aliases = aliases ?? [],
        };
}
