using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>Names of ECS and the resources of the integration's own account that are built from them.</summary>
internal static class EcsNames
{
    private const int MaxLength = 255;

    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxLength } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The part after the last slash of an ARN; a bare name as it is.</summary>
    public static string Tail(string arnOrName) => arnOrName[(arnOrName.LastIndexOf('/') + 1)..];

    public static ResourceRef Cluster(CollectionContext context, string name) =>
        AwsResources.Of(context, ResourceKinds.EcsCluster, "ecs", $"cluster/{name}", name);

    /// <summary>ARNs made before 2021 may lack the cluster; they are an alias.</summary>
    public static ResourceRef Service(CollectionContext context, string cluster, string name) => AwsResources.Of(
        context, ResourceKinds.EcsService, "ecs", $"service/{cluster}/{name}", name,
        [$"arn:{AwsEndpoints.PartitionOf(context.Region)}:ecs:{context.Region}:{context.Account}:service/{name}"]);

    public static ResourceRef Task(CollectionContext context, string cluster, string id) =>
        AwsResources.Of(context, ResourceKinds.EcsTask, "ecs", $"task/{cluster}/{id}", id);

    /// <param name="context">Gives account and region.</param>
    /// <param name="familyAndRevision">Such as <c>storefront:58</c>.</param>
    public static ResourceRef TaskDefinition(CollectionContext context, string familyAndRevision) =>
        AwsResources.Of(context, ResourceKinds.EcsTaskDefinition, "ecs", $"task-definition/{familyAndRevision}", familyAndRevision);

    /// <summary>Cluster and name of a service's resource; null when its id does not hold both.</summary>
    public static (string Cluster, string Name)? Parts(ResourceRef service)
    {
        var path = service.Id.Split(':', 6) is [_, _, _, _, _, var resource] ? resource.Split('/') : [];
        return path is ["service", var cluster, var name] && IsName(cluster) && IsName(name) ? (cluster, name) : null;
    }

    /// <summary>Name of a cluster's resource; null when its id holds none.</summary>
    public static string? ClusterName(ResourceRef cluster) => Tail(cluster.Id) is var name && IsName(name) ? name : null;
}
