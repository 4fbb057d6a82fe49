using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>Which targets get no traffic and why, how their group checks them, and how the load balancer itself stands.</summary>
internal sealed class LoadBalancerSource(LoadBalancerClient balancing) : IEvidenceSource
{
    private const string Health = LoadBalancerClient.HealthApi;
    private const string GroupsApi = LoadBalancerClient.GroupsApi;
    private const string BalancersApi = LoadBalancerClient.BalancersApi;
    private const int MaxGroups = 10;
    private const int MaxBalancers = 10;

    public SourcePlan Plan => AwsPlans.LoadBalancer;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, Plan), new Attempts(context, Plan));
        var groups = cuts.Take(Of(context, ResourceKinds.TargetGroup), MaxGroups, Health, "target groups");
        var balancers = cuts.Take(Of(context, ResourceKinds.LoadBalancer), MaxBalancers, BalancersApi, "load balancers");
        if (groups.Count + balancers.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(
                    context, Plan, Health, CoverageOutcome.NotApplicable, "No load balancer and no target group was resolved.")],
            };
            yield break;
        }

        var states = new List<ResourceState>();
        if (groups.Count > 0)
        {
            states.AddRange(await GroupsAsync(context, groups, attempts, cancellationToken));
        }

        if (balancers.Count > 0)
        {
            var found = await attempts.TryAsync(BalancersApi, () =>
                balancing.DescribeLoadBalancersAsync([.. balancers.Select(balancer => balancer.Id)], context.Calls, cancellationToken));
            states.AddRange(from balancer in balancers
                            from one in found ?? []
                            where one.Arn == balancer.Id
                            select TargetHealth.OfBalancer(context, balancer, one));
        }

        yield return new EvidenceBatch { States = states, Coverage = [.. attempts.Rows, .. cuts.Rows] };
    }

    private async Task<IReadOnlyList<ResourceState>> GroupsAsync(
        CollectionContext context, IReadOnlyList<ResourceRef> groups, Attempts attempts, CancellationToken cancellationToken)
    {
        var found = await attempts.TryAsync(GroupsApi, () =>
            balancing.DescribeTargetGroupsAsync([.. groups.Select(group => group.Id)], context.Calls, cancellationToken));
        var states = new List<ResourceState>();
        foreach (var group in groups)
        {
            var targets = await attempts.TryAsync(Health, () =>
                balancing.DescribeTargetHealthAsync(group.Id, context.Calls, cancellationToken));
            var settings = found?.FirstOrDefault(one => one.Arn == group.Id);
            if (targets is not null || settings is not null)
            {
                states.Add(TargetHealth.OfGroup(context, group, settings, targets));
            }
        }

        return states;
    }

    private static IEnumerable<ResourceRef> Of(CollectionContext context, string kind) =>
        context.Resources.Where(resource => resource.Kind == kind);
}
