using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Resolve;

/// <summary>Which entries a resource writes, as a clause of a filter; resource.type is always part of it.</summary>
internal static class LogClauses
{
    /// <summary>Null for a kind that writes no logs of its own.</summary>
    public static WatchedLogGroup? Of(ResourceRef resource) => Clause(resource) is { } clause ? new WatchedLogGroup(clause, resource) : null;

    /// <summary>Whether an entry is the resource's.</summary>
    public static bool Owns(ResourceRef resource, CloudLogEntry entry) => resource.Kind switch
    {
        ResourceKinds.RunService => entry.ResourceType == "cloud_run_revision" && Is(entry, "service_name", resource.Name)
            && Is(entry, "location", resource.Region),
        ResourceKinds.ComputeInstance => entry.ResourceType == "gce_instance"
            && (resource.Aliases ?? []).Any(id => Is(entry, "instance_id", id)),
        ResourceKinds.GkeCluster => entry.ResourceType.StartsWith("k8s_", StringComparison.Ordinal) && Is(entry, "cluster_name", resource.Name)
            && Is(entry, "location", resource.Region),
        _ => false,
    };

    private static string? Clause(ResourceRef resource) => resource.Kind switch
    {
        ResourceKinds.RunService => GcpFilter.All(
            GcpFilter.Equal("resource.type", "cloud_run_revision"), GcpFilter.Equal("resource.labels.service_name", resource.Name),
            GcpFilter.Equal("resource.labels.location", resource.Region)),
        ResourceKinds.ComputeInstance when resource.Aliases is [var id, ..] => GcpFilter.All(
            GcpFilter.Equal("resource.type", "gce_instance"), GcpFilter.Equal("resource.labels.instance_id", id)),
        ResourceKinds.GkeCluster => GcpFilter.All(
            "resource.type=(\"k8s_container\" OR \"k8s_node\" OR \"k8s_cluster\" OR \"k8s_pod\")",
            GcpFilter.Equal("resource.labels.cluster_name", resource.Name), GcpFilter.Equal("resource.labels.location", resource.Region)),
        _ => null,
    };

    private static bool Is(CloudLogEntry entry, string label, string value) => entry.Labels.GetValueOrDefault(label) == value;
}
