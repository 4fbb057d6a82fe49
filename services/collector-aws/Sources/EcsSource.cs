using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Resolve;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>
/// How a service stands, which tasks stopped and why, and what its deployments changed. Deployments of other services in
/// the cluster are reported too, since an innocent one is only innocent when it can be seen.
/// </summary>
internal sealed class EcsSource(IEcsClient ecs, CollectionOptions collection, CollectorAwsOptions options) : IEvidenceSource
{
    private const string Services = "ecs:DescribeServices";
    private const string ListTasks = "ecs:ListTasks";
    private const string DescribeTasks = "ecs:DescribeTasks";
    private const int MaxServices = 5;
    private const int MaxNeighbours = 5;
    private const int MaxStoppedTasks = 20;
    private const int MaxRunningTasksOfRevision = 5;

    private readonly EcsServiceCatalog _catalog = new(ecs, collection);

    public SourcePlan Plan => AwsPlans.Ecs;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var services = cuts.Take(
            context.Resources.Where(resource => resource.Kind == ResourceKinds.EcsService)
                .Select(EcsNames.Parts).OfType<(string Cluster, string Name)>(),
            MaxServices, Services, "services");
        if (cuts.Rows.Count > 0)
        {
            yield return new EvidenceBatch { Coverage = cuts.Rows };
        }

        if (services.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Services, CoverageOutcome.NotApplicable, "No ECS service was resolved.")],
            };
        }

        foreach (var (cluster, name) in services)
        {
            yield return await ServiceAsync(context, cluster, name, cancellationToken);
        }

        foreach (var cluster in services.GroupBy(service => service.Cluster, service => service.Name))
        {
            yield return await NeighboursAsync(context, cluster.Key, [.. cluster], cancellationToken);
        }
    }

    private async Task<EvidenceBatch> ServiceAsync(
        CollectionContext context, string cluster, string name, CancellationToken cancellationToken)
    {
        var attempts = new Attempts(context, Plan);
        var found = await attempts.TryAsync(Services, () =>
            ecs.DescribeServicesAsync(cluster, [name], context.Calls, cancellationToken));
        if (found is not { Count: > 0 })
        {
            return new EvidenceBatch { Coverage = attempts.Rows };
        }

        var service = EcsNames.Service(context, cluster, name);
        var cuts = new Cuts(context, Plan);
        var tasks = await TasksAsync(context, cluster, name, attempts, cuts, cancellationToken);
        var definitions = new TaskDefinitionReader(ecs, context, Plan);
        var current = found[0].TaskDefinition is { } arn ? await definitions.FindAsync(arn, cancellationToken) : null;
        var changes = await EcsHistory.ChangesAsync(
            context, service, EcsHistory.Rollouts(found[0].Deployments, tasks), TimeSpan.FromDays(options.ChangeLookbackDays),
            definitions, cuts, cancellationToken);
        var states = Chosen(tasks).Select(task => EcsTaskState.Of(context, cluster, task)).ToList();
        return new EvidenceBatch
        {
            Resources = [.. states.Select(state => state.Resource), .. Definition(context, current)],
            Relations =
            [
                .. states.Select(state => Relations.Of(context, state.Resource, service, RelationType.PartOf, ListTasks)),
                .. Definition(context, current).Select(definition =>
                    Relations.Of(context, definition, service, RelationType.VersionOf, Services)),
            ],
            States = [EcsServiceState.Of(context, service, found[0], current), .. states],
            Changes = changes,
            Coverage = [.. attempts.Rows, .. cuts.Rows, .. new[] { definitions.Row() }.OfType<Coverage>()],
        };
    }

    private async Task<IReadOnlyList<EcsTaskDescription>> TasksAsync(
        CollectionContext context, string cluster, string name, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
    {
        var tasks = new List<EcsTaskDescription>();
        foreach (var stopped in new[] { true, false })
        {
            var listed = await attempts.TryAsync(ListTasks, () =>
                ecs.ListTasksAsync(cluster, name, stopped, collection.MaxPages, context.Calls, cancellationToken));
            if (listed is not { Items.Count: > 0 })
            {
                continue;
            }

            var what = $"{(stopped ? "stopped" : "running")} tasks of {name}";
            cuts.Listed(listed.IsComplete, ListTasks, what);
            var wanted = cuts.Take(
                listed.Items.Select(EcsNames.Tail).Where(EcsNames.IsName), IEcsClient.MaxTasksPerCall, DescribeTasks, what);
            tasks.AddRange(await attempts.TryAsync(DescribeTasks, () =>
                ecs.DescribeTasksAsync(cluster, wanted, context.Calls, cancellationToken)) ?? []);
        }

        return tasks;
    }

    /// <summary>Failed tasks before those that were only replaced, the newest first; of the running ones a few of each revision.</summary>
    private static IEnumerable<EcsTaskDescription> Chosen(IReadOnlyList<EcsTaskDescription> tasks)
    {
        var known = tasks.Where(task => EcsNames.IsName(task.Id)).DistinctBy(task => task.Id).ToList();
        var stopped = known.Where(task => task.IsStopped)
            .OrderByDescending(EcsTaskState.HasFailed)
            .ThenByDescending(task => task.StoppedAt).ThenBy(task => task.Id, StringComparer.Ordinal).Take(MaxStoppedTasks);
        var running = known.Where(task => !task.IsStopped)
            .GroupBy(task => task.TaskDefinition)
            .SelectMany(revision => revision.OrderBy(task => task.Id, StringComparer.Ordinal).Take(MaxRunningTasksOfRevision));
        return stopped.Concat(running);
    }

    /// <summary>Optional: what else was deployed in the cluster shortly before or during the incident.</summary>
    private async Task<EvidenceBatch> NeighboursAsync(
        CollectionContext context, string cluster, IReadOnlyList<string> own, CancellationToken cancellationToken)
    {
        var (services, coverage) = await _catalog.OfAsync(context, cluster, Plan, cancellationToken);
        var since = context.AdjacentBaseline?.From ?? context.Window.From.AddHours(-1);
        var cuts = new Cuts(context, Plan);
        var deployed = cuts.Take(services
            .Where(service => !own.Contains(service.Name) && service.Deployments.Any(deployment => deployment.CreatedAt >= since))
            .OrderByDescending(service => service.Deployments.Max(deployment => deployment.CreatedAt))
            .ThenBy(service => service.Name, StringComparer.Ordinal),
            MaxNeighbours, Services, $"other services of {cluster} that were deployed lately");
        var definitions = new TaskDefinitionReader(ecs, context, Plan);
        var batches = new List<EvidenceBatch>();
        foreach (var description in deployed)
        {
            var service = EcsNames.Service(context, cluster, description.Name);
            batches.Add(new EvidenceBatch
            {
                Resources = [service],
                Relations = [Relations.Of(
                    context, service, EcsNames.Cluster(context, cluster), RelationType.PartOf, "ecs:ListServices")],
                States = [EcsServiceState.Of(context, service, description, null)],
                Changes = await EcsHistory.ChangesAsync(
                    context, service, EcsHistory.Rollouts(description.Deployments, []), context.Window.To - since, definitions,
                    cuts, cancellationToken),
            });
        }

        return Batches.Join(batches) with
        {
            States = [.. batches.SelectMany(batch => batch.States)],
            Changes = [.. batches.SelectMany(batch => batch.Changes)],
            Coverage = [.. coverage, .. cuts.Rows, .. new[] { definitions.Row() }.OfType<Coverage>()],
        };
    }

    private static IEnumerable<ResourceRef> Definition(CollectionContext context, EcsTaskDefinition? definition) =>
        definition is null ? [] : [EcsNames.TaskDefinition(context, context.Redactor.Redact(definition.Name))];
}
