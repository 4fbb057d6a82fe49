using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
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
        var placed = Batches.Join([
            new EvidenceBatch
            {
                Resources = [service, place],
                Relations = [Relations.Of(context, service, place, RelationType.PartOf, "ecs:DescribeServices")],
            },
            Surroundings.Of(context, service, description.SecurityGroups, [], "ecs:DescribeServices")]);
        if (description.TaskDefinition is not { } current)
        {
            return placed;
        }

        try
        {
            var definition = await ecs.DescribeTaskDefinitionAsync(current, context.Calls, cancellationToken);
            var (here, elsewhere) = LogGroups(context, definition);
            return Batches.Join([
                placed,
                Surroundings.Of(context, service, [], [definition.TaskRole, definition.ExecutionRole], Api),
                .. here.Select(name => AwsResources.LogsTo(context, service, name, $"{Api} awslogs-group")),
                new EvidenceBatch
                {
                    Coverage = [CoverageRows.Of(
                        context, AwsResolve.Plan, Api, elsewhere.Count > 0 ? CoverageOutcome.Partial : CoverageOutcome.Complete,
                        elsewhere.Count > 0
                            ? $"{description.Name} logs to {string.Join(", ", elsewhere)}, which this region's run does not read."
                            : null)],
                },
            ]);
        }
        catch (CollectionException e)
        {
            return placed with { Coverage = [CoverageRows.OfError(context, AwsResolve.Plan, Api, e)] };
        }
    }

    private static (List<string> Here, List<string> Elsewhere) LogGroups(CollectionContext context, EcsTaskDefinition definition)
    {
        var groups = definition.Containers
            .Where(container => container.LogGroup is { Length: > 0 })
            .Select(container => (Name: container.LogGroup!, Region: container.LogRegion ?? context.Region))
            .Distinct().ToList();
        return (
            [.. groups.Where(IsReadable).Select(group => group.Name)],
            [.. groups.Where(group => !IsReadable(group))
                .Select(group => $"{context.Redactor.Redact(group.Name)} in {context.Redactor.Redact(group.Region)}")]);

        bool IsReadable((string Name, string Region) group) =>
            group.Region == context.Region && LogGroupName.IsName(group.Name);
    }
}
