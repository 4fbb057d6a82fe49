using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// Auto Scaling groups: the dimension <c>AutoScalingGroupName</c>, or a requested group; behind it its instances, those that are
/// not well before their healthy siblings, with which they are compared.
/// </summary>
internal sealed class ScalingGroupResolver(AutoScalingClient scaling) : IResourceResolver
{
    private const string Api = AutoScalingClient.GroupsApi;
    private const int MaxGroups = 3;
    private const int MaxInstances = 5;

    public bool Handles(CollectionContext context) => Names(context).Count > 0;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, AwsResolve.Plan), new Attempts(context, AwsResolve.Plan));
        var names = cuts.Take(Names(context), MaxGroups, Api, "Auto Scaling groups");
        var found = await attempts.TryAsync(Api, () => scaling.DescribeGroupsAsync(names, context.Calls, cancellationToken));
        var batches = new List<EvidenceBatch>();
        foreach (var name in names)
        {
            var group = ScalingGroups.Resource(context, name);
            batches.Add(new EvidenceBatch { Resources = [group], Relations = [.. Measured(context, group)] });
            batches.Add(InstancesOf(context, group, found?.FirstOrDefault(it => it.Name == name), cuts));
        }

        return Batches.Join([.. batches, new EvidenceBatch { Coverage = [.. attempts.Rows, .. cuts.Rows] }]);
    }

    private static List<string> Names(CollectionContext context) =>
    [
        .. context.Target.Resources
            .Where(resource => resource.Kind == ResourceKinds.AutoScalingGroup && resource.Region == context.Region)
            .Select(resource => resource.Name)
            .Prepend(context.Alarm?.Dimensions?.GetValueOrDefault("AutoScalingGroupName") ?? "")
            .Where(ScalingGroups.IsName).Distinct(StringComparer.Ordinal),
    ];

    private static IEnumerable<Relation> Measured(CollectionContext context, ResourceRef group)
    {
        if (AwsResources.Alarm(context) is { } alarm && context.Alarm!.Dimensions?.ContainsKey("AutoScalingGroupName") == true)
        {
            yield return Relations.Of(context, group, alarm, RelationType.MeasuredBy, "alarm dimension AutoScalingGroupName");
        }
    }

    private static EvidenceBatch InstancesOf(CollectionContext context, ResourceRef group, CloudScalingGroup? found, Cuts cuts)
    {
        List<ResourceRef> instances =
        [
            .. cuts.Take(
                (found?.Instances ?? []).Where(instance => InstanceId.IsId(instance.Id))
                    .OrderBy(instance => instance is { Health: "Healthy", Lifecycle: "InService" })
                    .ThenBy(instance => instance.Id, StringComparer.Ordinal),
                MaxInstances, Api, $"instances of {group.Name}").Select(instance => InstanceId.Resource(context, instance.Id)),
        ];
        return new EvidenceBatch
        {
            Resources = instances,
            Relations =
            [
                .. instances.Select(instance => Relations.Of(context, instance, group, RelationType.PartOf, Api)),
                .. instances.Skip(1).Select(instance => Relations.Of(context, instances[0], instance, RelationType.SiblingOf, Api)),
            ],
        };
    }
}
