using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// From a target group to its targets: instances and functions, which the resolvers of those kinds then look into as if somebody
/// had named them. Addresses belong to container services, which are found by the group's name.
/// </summary>
internal sealed class TargetResolver(LoadBalancerClient balancing, IReadOnlyList<IResourceResolver> behind)
{
    private const string Health = LoadBalancerClient.HealthApi;

    /// <summary>As many as are compared with each other.</summary>
    private const int MaxTargets = 5;

    public async Task<IReadOnlyList<EvidenceBatch>> OfAsync(
        CollectionContext context, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, AwsResolve.Plan), new Attempts(context, AwsResolve.Plan));
        var batches = new List<EvidenceBatch>();
        foreach (var name in groups)
        {
            var group = LoadBalancerNames.TargetGroup(context, name);
            var targets = await attempts.TryAsync(
                Health, () => balancing.DescribeTargetHealthAsync(group.Id, context.Calls, cancellationToken), isPartial: IsGone);
            List<ResourceRef> resources =
            [
                .. cuts.Take(
                    (targets ?? []).OrderBy(target => target.State == "healthy").ThenBy(target => target.Id, StringComparer.Ordinal)
                        .Select(target => Resource(context, target.Id)).OfType<ResourceRef>().DistinctBy(resource => resource.Id),
                    MaxTargets, Health, $"targets of {group.Name}"),
            ];
            batches.Add(new EvidenceBatch
            {
                Resources = resources,
                Relations =
                [
                    .. resources.Select(resource => Relations.Of(context, group, resource, RelationType.RoutesTo, Health)),
                    .. resources.Skip(1).Select(resource => Relations.Of(context, resources[0], resource, RelationType.SiblingOf, Health)),
                ],
            });
            batches.AddRange(await BehindAsync(context, resources, cancellationToken));
        }

        return [.. batches, new EvidenceBatch { Coverage = [.. attempts.Rows, .. cuts.Rows] }];
    }

    private Task<EvidenceBatch[]> BehindAsync(
        CollectionContext context, List<ResourceRef> resources, CancellationToken cancellationToken)
    {
        var named = context with { Alarm = null, Target = context.Target with { Alarm = null, Resources = resources } };
        return Task.WhenAll(behind.Where(resolver => resources.Count > 0 && resolver.Handles(named))
            .Select(resolver => resolver.ResolveAsync(named, cancellationToken)));
    }

    private static ResourceRef? Resource(CollectionContext context, string id) =>
        InstanceId.IsId(id) ? InstanceId.Resource(context, id)
        : id.Split(':', 7) is ["arn", _, "lambda", var region, var account, "function", var function]
            && region == context.Region && account == context.Account && function.Split(':')[0] is var name && FunctionName.IsName(name)
            ? FunctionName.Resource(context, name)
            : null;

    /// <summary>A group that was deleted meanwhile, or is another's: the rest is still worth having.</summary>
    private static bool IsGone(CollectionException error) => error.ProviderCode is "TargetGroupNotFound" or "TargetGroupNotFoundException";
}
