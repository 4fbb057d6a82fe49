using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>All services of a cluster with their descriptions, up to a bound.</summary>
internal sealed class EcsServiceCatalog(IEcsClient ecs, CollectionOptions bounds)
{
    /// <summary>Services of one cluster that are described, ten a call.</summary>
    public const int MaxServices = 100;

    public async Task<(IReadOnlyList<EcsServiceDescription> Services, IReadOnlyList<Coverage> Coverage)> OfAsync(
        CollectionContext context, string cluster, SourcePlan plan, CancellationToken cancellationToken)
    {
        var services = new List<EcsServiceDescription>();
        var api = "ecs:ListServices";
        try
        {
            var names = await ecs.ListServicesAsync(cluster, bounds.MaxPages, context.Calls, cancellationToken);
            api = "ecs:DescribeServices";
            var cuts = new Cuts(context, plan);
            cuts.Listed(names.IsComplete, "ecs:ListServices", $"services in cluster {cluster}");
            var wanted = cuts.Take(
                names.Items.Select(EcsNames.Tail).Where(EcsNames.IsName), MaxServices, "ecs:ListServices",
                $"services of cluster {cluster}");
            foreach (var chunk in wanted.Chunk(IEcsClient.MaxServicesPerCall))
            {
                services.AddRange(await ecs.DescribeServicesAsync(cluster, chunk, context.Calls, cancellationToken));
            }

            return (services,
                cuts.Rows.Count > 0 ? cuts.Rows : [CoverageRows.Of(context, plan, "ecs:ListServices", CoverageOutcome.Complete)]);
        }
        catch (CollectionException e)
        {
            return (services, [CoverageRows.OfError(context, plan, api, e)]);
        }
    }
}
