using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// ECS services: the dimensions <c>ClusterName</c> and <c>ServiceName</c> of ECS's own namespaces, a requested service, or a
/// cluster alone, which stands for those of its services that are not steady.
/// </summary>
internal sealed class EcsResolver(IEcsClient ecs, CollectionOptions bounds) : IResourceResolver
{
    private const string Api = "ecs:DescribeServices";

    /// <summary>Services of one cluster that a cluster-wide alarm leads to.</summary>
    private const int MaxServicesOfCluster = 5;

    /// <summary>EKS too has a dimension ClusterName, in a namespace of its own.</summary>
    private static readonly string[] Namespaces = ["AWS/ECS", "ECS/ContainerInsights"];

    private readonly EcsServiceRelations _relations = new(ecs);
    private readonly EcsServiceCatalog _catalog = new(ecs, bounds);

    public bool Handles(CollectionContext context) => Wanted(context).Any();

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var batches = new List<EvidenceBatch>();
        var cuts = new Cuts(context, AwsResolve.Plan);
        foreach (var (cluster, service, rule) in cuts.Take(Wanted(context), MaxServicesOfCluster, Api, "services and clusters"))
        {
            batches.Add(service is null
                ? await ClusterAsync(context, cluster, rule, cancellationToken)
                : await ServiceAsync(context, cluster, service, rule, cancellationToken));
        }

        return Batches.Join([.. batches, new EvidenceBatch { Coverage = cuts.Rows }]);
    }

    private static IEnumerable<(string Cluster, string? Service, string Rule)> Wanted(CollectionContext context)
    {
        if (context.Alarm is { Dimensions: { } dimensions } alarm && Namespaces.Contains(alarm.Metric?.Namespace)
            && dimensions.GetValueOrDefault("ClusterName") is { } cluster && EcsNames.IsName(cluster))
        {
            var service = dimensions.GetValueOrDefault("ServiceName");
            yield return EcsNames.IsName(service)
                ? (cluster, service, "alarm dimensions ClusterName and ServiceName")
                : (cluster, null, "alarm dimension ClusterName");
        }

        foreach (var resource in context.Target.Resources.Where(resource => resource.Region == context.Region))
        {
            if (resource.Kind == ResourceKinds.EcsService && EcsNames.Parts(resource) is { } parts)
            {
                yield return (parts.Cluster, parts.Name, "the request");
            }
            else if (resource.Kind == ResourceKinds.EcsCluster && EcsNames.ClusterName(resource) is { } name)
            {
                yield return (name, null, "the request");
            }
        }
    }

    private async Task<EvidenceBatch> ServiceAsync(
        CollectionContext context, string cluster, string name, string rule, CancellationToken cancellationToken)
    {
        var service = EcsNames.Service(context, cluster, name);
        var named = new EvidenceBatch { Resources = [service], Relations = [.. Measured(context, service, rule)] };
        try
        {
            var found = await ecs.DescribeServicesAsync(cluster, [name], context.Calls, cancellationToken);
            if (found.Count == 0)
            {
                return named with { Coverage = [Missing(context, cluster, name)] };
            }

            return Batches.Join([
                named with { Coverage = [CoverageRows.Of(context, AwsResolve.Plan, Api, CoverageOutcome.Complete)] },
                await _relations.OfAsync(context, cluster, found[0], cancellationToken)]);
        }
        catch (CollectionException e)
        {
            return named with { Coverage = [CoverageRows.OfError(context, AwsResolve.Plan, Api, e)] };
        }
    }

    /// <summary>The services of a cluster that are short of tasks or being deployed, the newest deployment first.</summary>
    private async Task<EvidenceBatch> ClusterAsync(
        CollectionContext context, string cluster, string rule, CancellationToken cancellationToken)
    {
        var place = EcsNames.Cluster(context, cluster);
        var (services, coverage) = await _catalog.OfAsync(context, cluster, AwsResolve.Plan, cancellationToken);
        var batches = new List<EvidenceBatch>
        {
            new() { Resources = [place], Relations = [.. Measured(context, place, rule)], Coverage = coverage },
        };
        var cuts = new Cuts(context, AwsResolve.Plan);
        var unsteady = cuts.Take(services
            .Where(service => service.RunningCount < service.DesiredCount || service.Deployments.Count > 1
                || service.Deployments.Any(deployment => deployment.CreatedAt > context.Window.From.AddHours(-1)))
            .OrderByDescending(service => service.Deployments.Max(deployment => deployment.CreatedAt))
            .ThenBy(service => service.Name, StringComparer.Ordinal),
            MaxServicesOfCluster, Api, $"unsteady services of cluster {cluster}");
        foreach (var service in unsteady)
        {
            batches.Add(await _relations.OfAsync(context, cluster, service, cancellationToken));
        }

        return Batches.Join([.. batches, new EvidenceBatch { Coverage = cuts.Rows }]);
    }

    private static IEnumerable<Relation> Measured(CollectionContext context, ResourceRef resource, string rule)
    {
        if (AwsResources.Alarm(context) is { } alarm)
        {
            yield return Relations.Of(context, resource, alarm, RelationType.MeasuredBy, rule);
        }
    }

    private static Coverage Missing(CollectionContext context, string cluster, string name) =>
        CoverageRows.Of(
            context, AwsResolve.Plan, Api, CoverageOutcome.Partial,
            $"Cluster {cluster} has no service {name} in {context.Region}.") with
        {
            Reason = RefusalReason.InvalidInput,
            Remedy = "Check whether the service was deleted or renamed, and correct the alarm's dimensions.",
        };
}
