using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// Load balancers and target groups: the dimensions <c>LoadBalancer</c> and <c>TargetGroup</c>, or requested ones; behind
/// them instances, functions and the ECS services that register in the target group. Where the groups behind a balancer may not
/// be asked for, they are read off its metrics.
/// </summary>
internal sealed class LoadBalancerResolver(
    ICloudWatchClient cloudWatch, IEcsClient ecs, LoadBalancerClient balancing, IReadOnlyList<IResourceResolver> targets,
    CollectionOptions bounds) : IResourceResolver
{
    private const string GroupsApi = "cloudwatch:ListMetrics";
    private const string ClustersApi = "ecs:ListClusters";
    private const int MaxBalancers = 10;
    private const int MaxTargetGroups = 10;

    /// <summary>Clusters that are searched for services of the target groups.</summary>
    private const int MaxClusters = 10;

    private static readonly string[] Namespaces = ["AWS/ApplicationELB", "AWS/NetworkELB"];

    private readonly TargetResolver _targets = new(balancing, targets);
    private readonly EcsServiceRelations _relations = new(ecs);
    private readonly EcsServiceCatalog _catalog = new(ecs, bounds);

    public bool Handles(CollectionContext context) => Balancers(context).Count + TargetGroups(context).Count > 0;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, AwsResolve.Plan), new Attempts(context, AwsResolve.Plan));
        var balancers = cuts.Take(Balancers(context), MaxBalancers, GroupsApi, "load balancers");
        var named = cuts.Take(TargetGroups(context), MaxTargetGroups, ClustersApi, "target groups");
        var (groups, coverage) = named.Count > 0 || balancers.Count == 0
            ? (named, [])
            : await GroupsBehindAsync(context, cuts.Take(balancers, 1, GroupsApi, "load balancers")[0], attempts, cancellationToken);
        var batches = new List<EvidenceBatch> { Own(context, balancers, groups, named.Count > 0) with { Coverage = coverage } };
        if (groups.Count > 0)
        {
            var behind = _targets.OfAsync(context, groups, cancellationToken);
            batches.AddRange(await ServicesAsync(context, groups, cancellationToken));
            batches.AddRange(await behind);
        }

        return Batches.Join([.. batches, new EvidenceBatch { Coverage = [.. attempts.Rows, .. cuts.Rows] }]);
    }

    private static List<string> Balancers(CollectionContext context) =>
        Named(context, "LoadBalancer", ResourceKinds.LoadBalancer, LoadBalancerNames.IsBalancer);

    private static List<string> TargetGroups(CollectionContext context) =>
        Named(context, "TargetGroup", ResourceKinds.TargetGroup, LoadBalancerNames.IsTargetGroup);

    private static List<string> Named(CollectionContext context, string dimension, string kind, Func<string?, bool> isName)
    {
        var names = new List<string>();
        if (Namespaces.Contains(context.Alarm?.Metric?.Namespace)
            && context.Alarm?.Dimensions?.GetValueOrDefault(dimension) is { } given && isName(given))
        {
            names.Add(given);
        }

        names.AddRange(context.Target.Resources
            .Where(resource => resource.Kind == kind && resource.Region == context.Region)
            .Select(LoadBalancerNames.Dimension).OfType<string>().Where(name => isName(name)));
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The alarm measures the target group where it names one, else the load balancer.</summary>
    private static EvidenceBatch Own(
        CollectionContext context, IReadOnlyList<string> balancers, IReadOnlyList<string> groups, bool groupsAreNamed)
    {
        var (fronts, backs) = (
            balancers.Select(name => LoadBalancerNames.Balancer(context, name)).ToList(),
            groups.Select(name => LoadBalancerNames.TargetGroup(context, name)).ToList());
        var rule = groupsAreNamed ? "alarm dimensions LoadBalancer and TargetGroup" : "target groups of the load balancer";
        var relations = new List<Relation>();
        if (fronts.Count == 1)
        {
            relations.AddRange(backs.Select(back => Relations.Of(context, fronts[0], back, RelationType.RoutesTo, rule)));
        }

        var measured = groupsAreNamed ? backs.FirstOrDefault() : fronts.FirstOrDefault();
        if (measured is not null && AwsResources.Alarm(context) is { } alarm)
        {
            relations.Add(Relations.Of(
                context, measured, alarm, RelationType.MeasuredBy,
                groupsAreNamed ? "alarm dimension TargetGroup" : "alarm dimension LoadBalancer"));
        }

        return new EvidenceBatch { Resources = [.. fronts, .. backs], Relations = relations };
    }

    private async Task<(IReadOnlyList<string> Groups, IReadOnlyList<Coverage> Coverage)> GroupsBehindAsync(
        CollectionContext context, string balancer, Attempts attempts, CancellationToken cancellationToken)
    {
        var asked = await attempts.TryAsync(LoadBalancerClient.GroupsApi, () => balancing.DescribeTargetGroupsBehindAsync(
            LoadBalancerNames.Balancer(context, balancer).Id, context.Calls, cancellationToken));
        if (asked is { Count: > 0 })
        {
            var behind = new Cuts(context, AwsResolve.Plan);
            return (
                behind.Take(asked.Select(group => group.Arn.Split(':', 6)[^1]).Where(LoadBalancerNames.IsTargetGroup),
                    MaxTargetGroups, LoadBalancerClient.GroupsApi, "target groups of the load balancer"),
                behind.Rows);
        }

        var kind = balancer.StartsWith("net/", StringComparison.Ordinal) ? "AWS/NetworkELB" : "AWS/ApplicationELB";
        try
        {
            var found = await cloudWatch.ListDimensionValuesAsync(
                new DimensionFilter(kind, "HealthyHostCount", "LoadBalancer", balancer), "TargetGroup", bounds.MaxPages,
                context.Calls, cancellationToken);
            var cuts = new Cuts(context, AwsResolve.Plan);
            cuts.Listed(found.IsComplete, GroupsApi, "target groups");
            var groups = cuts.Take(
                found.Items.Where(LoadBalancerNames.IsTargetGroup), MaxTargetGroups, GroupsApi, "target groups of the load balancer");
            return (groups, cuts.Rows.Count > 0 ? cuts.Rows : [CoverageRows.Of(
                context, AwsResolve.Plan, GroupsApi, CoverageOutcome.Complete,
                groups.Count == 0 ? "No target group behind the load balancer has metrics." : null)]);
        }
        catch (CollectionException e)
        {
            return ([], [CoverageRows.OfError(context, AwsResolve.Plan, GroupsApi, e)]);
        }
    }

    /// <summary>Goes through clusters until every target group has a service; what ECS denies is a coverage row.</summary>
    private async Task<IReadOnlyList<EvidenceBatch>> ServicesAsync(
        CollectionContext context, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var batches = new List<EvidenceBatch>();
        try
        {
            var clusters = await ecs.ListClustersAsync(bounds.MaxPages, context.Calls, cancellationToken);
            var cuts = new Cuts(context, AwsResolve.Plan);
            cuts.Listed(clusters.IsComplete, ClustersApi, "clusters");
            var searched = cuts.Take(
                clusters.Items.Select(EcsNames.Tail).Where(EcsNames.IsName), MaxClusters, ClustersApi, "clusters");
            batches.Add(new EvidenceBatch
            {
                Coverage = cuts.Rows.Count > 0
                    ? cuts.Rows : [CoverageRows.Of(context, AwsResolve.Plan, ClustersApi, CoverageOutcome.Complete)],
            });
            var left = groups.ToHashSet(StringComparer.Ordinal);
            foreach (var cluster in searched)
            {
                if (left.Count > 0)
                {
                    batches.AddRange(await OfClusterAsync(context, cluster, groups, left, cancellationToken));
                }
            }
        }
        catch (CollectionException e)
        {
            batches.Add(new EvidenceBatch { Coverage = [CoverageRows.OfError(context, AwsResolve.Plan, ClustersApi, e)] });
        }

        return batches;
    }

    private async Task<IReadOnlyList<EvidenceBatch>> OfClusterAsync(
        CollectionContext context, string cluster, IReadOnlyList<string> groups, HashSet<string> left, CancellationToken cancellationToken)
    {
        var (services, coverage) = await _catalog.OfAsync(context, cluster, AwsResolve.Plan, cancellationToken);
        var batches = new List<EvidenceBatch> { new() { Coverage = coverage } };
        foreach (var description in services)
        {
            var behind = groups.Where(group => description.TargetGroupArns.Any(arn => arn.EndsWith($":{group}", StringComparison.Ordinal))).ToList();
            if (behind.Count == 0)
            {
                continue;
            }

            left.ExceptWith(behind);
            var service = EcsNames.Service(context, cluster, description.Name);
            batches.Add(await _relations.OfAsync(context, cluster, description, cancellationToken));
            batches.Add(new EvidenceBatch
            {
                Relations = [.. behind.Select(group => Relations.Of(
                    context, LoadBalancerNames.TargetGroup(context, group), service, RelationType.RoutesTo,
                    "ecs:DescribeServices loadBalancers"))],
            });
        }

        return batches;
    }
}
