using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// What belongs to a service that was found: its cluster, its current task definition, and the log groups of that
/// definition's awslogs containers.
/// </summary>
internal sealed class EcsServiceRelations(IEcsClient ecs)
{
    private const string Api = "ecs:DescribeTaskDefinition";

    public async Task<EvidenceBatch> OfAsync(
        CollectionContext context, string cluster, EcsServiceDescription description, CancellationToken cancellationToken)
    {
        var service = EcsNames.Service(context, cluster, description.Name);
        var place = EcsNames.Cluster(context, cluster);
        var resources = new List<ResourceRef> { service, place };
        var relations = new List<Relation>
        {
            AwsResources.Relate(context, service, place, RelationType.PartOf, "ecs:DescribeServices"),
        };
        var coverage = new List<Coverage>();
        if (description.TaskDefinition is not { } current)
        {
            return new EvidenceBatch { Resources = resources, Relations = relations };
        }

        try
        {
            var definition = await ecs.DescribeTaskDefinitionAsync(current, context.Calls, cancellationToken);
            var (here, elsewhere) = LogGroups(context, definition);
            foreach (var group in here.Select(name => AwsResources.LogGroup(context, name)))
            {
                resources.Add(group);
                relations.Add(AwsResources.Relate(context, service, group, RelationType.LogsTo, $"{Api} awslogs-group"));
            }

            coverage.Add(CoverageRows.Of(
                context, ResolvePlan.Plan, Api, elsewhere.Count > 0 ? CoverageOutcome.Partial : CoverageOutcome.Complete,
                elsewhere.Count > 0
                    ? $"{description.Name} logs to {string.Join(", ", elsewhere)}, which this region's run does not read." : null));
        }
        catch (CollectionException e)
        {
            coverage.Add(CoverageRows.OfError(context, ResolvePlan.Plan, Api, e));
        }

        return new EvidenceBatch { Resources = resources, Relations = relations, Coverage = coverage };
    }

    private static (List<string> Here, List<string> Elsewhere) LogGroups(CollectionContext context, EcsTaskDefinition definition)
    {
        var groups = definition.Containers
            .Where(container => container.LogGroup is { Length: > 0 })
            .Select(container => (Name: context.Redactor.Redact(container.LogGroup!), Region: container.LogRegion ?? context.Region))
            .Distinct().ToList();
        return (
            [.. groups.Where(group => group.Region == context.Region).Select(group => group.Name)],
            [.. groups.Where(group => group.Region != context.Region)
                .Select(group => $"{group.Name} in {context.Redactor.Redact(group.Region)}")]);
    }
}
