using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Resolve;

/// <summary>
/// From the alarm's labels, the request or a hint to resources; where none of these is there, what is to be looked into of
/// whole projects. Whatever a label says, only the integration's projects are asked. Then what belongs to it: a cluster's
/// node pools and nodes, and where logs are.
/// </summary>
internal sealed class ResolveSource(
    IRunClient run, IComputeClient compute, IContainerClient container, IProjectClient projects, CollectionOptions options) : IEvidenceSource
{
    private const string Runs = "run.services.list";
    private const string Instances = "compute.instances.list";
    private const string Clusters = "container.clusters.list";
    private const string Projects = "resourcemanager.projects.get";
    private const int MaxProjects = 5;
    private const int MaxServices = 10;
    private const int MaxRegions = 5;
    private const int MaxInstances = 10;
    private const int MaxClusters = 5;

    public SourcePlan Plan => GcpResolve.Plan;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attempts = new Attempts(context, Plan);
        var cuts = new Cuts(context, Plan);
        var state = attempts.TryAsync(Projects, () => projects.StateAsync(context.Account, context.Calls, cancellationToken));
        var wanted = Wanted.Of(context);
        var found = new List<EvidenceBatch>();
        var into = wanted.IsByName ? context.Target.Accounts : [.. wanted.Names.Select(name => name.Project).Distinct(StringComparer.Ordinal)];
        foreach (var project in cuts.Take(into, MaxProjects, Projects, "projects"))
        {
            // None needs another's answer.
            found.AddRange(await Task.WhenAll(
                ServicesAsync(context, project, wanted, attempts, cuts, cancellationToken),
                InstancesAsync(context, project, wanted, attempts, cuts, cancellationToken),
                ClustersAsync(context, project, wanted, attempts, cuts, cancellationToken)));
        }

        var joined = Batches.Join(found);
        var resources = cuts.Take(joined.Resources, options.MaxResources, Runs, "resources");
        var rows = new List<Coverage>([.. attempts.Rows, .. cuts.Rows, .. joined.Coverage]);
        if (await state is { } word && word != "ACTIVE")
        {
            rows.Add(CoverageRows.Of(
                context, Plan, Projects, CoverageOutcome.Partial, $"Project {context.Account} is {word}: whatever it held may be gone."));
        }

        yield return joined with
        {
            Resources = resources,
            WatchedLogs = [.. resources.Select(LogClauses.Of).OfType<WatchedLogGroup>()],
            Coverage = rows.Count > 0 ? rows : [CoverageRows.Of(context, Plan, Projects, CoverageOutcome.NotApplicable, "Nothing was named.")],
        };
    }

    private async Task<EvidenceBatch> ServicesAsync(
        CollectionContext context, string project, Wanted wanted, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
    {
        var named = wanted.Names.Where(name => name.Kind == ResourceKinds.RunService && name.Project == project).ToList();
        if (wanted.IsByName)
        {
            var gaps = new List<Coverage>();
            var places = await attempts.TryAsync(Runs, () => run.LocateAsync(project, options.MaxPages, context.Calls, cancellationToken), pages => Complete(pages, gaps, context, Runs));
            var matching = (places?.Items ?? []).Where(place => wanted.Matches(place.Name, place.Labels))
                .OrderBy(place => place.Name, StringComparer.Ordinal).ThenBy(place => place.Region, StringComparer.Ordinal);
            named = [.. cuts.Take(matching, MaxServices, Runs, "Cloud Run services")
                .Select(place => new WantedName(ResourceKinds.RunService, project, place.Region, place.Name))];
        }

        var batches = new List<EvidenceBatch>();
        foreach (var region in cuts.Take(
            named.Select(name => name.Location).Distinct(StringComparer.Ordinal), MaxRegions, Runs, "regions of Cloud Run"))
        {
            var gaps = new List<Coverage>();
            var read = await attempts.TryAsync(
                Runs, () => run.ListServicesAsync(project, region, Math.Min(3, options.MaxPages), context.Calls, cancellationToken),
                pages => Complete(pages, gaps, context, Runs));
            var here = named.Where(name => name.Location == region).ToList();
            batches.Add(new EvidenceBatch
            {
                // What the listing does not show is still what the alarm is about: its name stands for it.
                Resources = [.. here.Select(name => read?.Items.FirstOrDefault(service => service.Name == name.Name) is { } service
                    ? GcpResources.Service(context, service) : GcpResources.Service(project, region, name.Name))],
                Coverage = gaps,
            });
        }

        return Batches.Join(batches);
    }

    private async Task<EvidenceBatch> InstancesAsync(
        CollectionContext context, string project, Wanted wanted, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
    {
        var named = wanted.Names.Where(name => name.Kind == ResourceKinds.ComputeInstance && name.Project == project).ToList();
        if (named.Count == 0 && !wanted.IsByName)
        {
            return new EvidenceBatch();
        }

        var gaps = new List<Coverage>();
        var filter = named is [var only] && !wanted.IsByName
            ? only.Name.All(char.IsAsciiDigit) ? $"id={only.Name}" : $"name={GcpFilter.Quote(only.Name)}"
            : null;
        var read = await attempts.TryAsync(
            Instances, () => compute.ListInstancesAsync(project, filter, Math.Min(4, options.MaxPages), context.Calls, cancellationToken),
            pages => Complete(pages, gaps, context, Instances));
        var matching = (read?.Items ?? []).Where(instance => wanted.IsByName
            ? wanted.IsEverything
                ? instance.Status != "RUNNING" || instance.StartedAt >= context.Window.From
                : wanted.Matches(instance.Name, instance.Labels)
            : named.Exists(name => name.Name == instance.Name || name.Name == instance.Id));
        return new EvidenceBatch
        {
            Resources = [.. cuts.Take(matching.OrderBy(instance => instance.Name, StringComparer.Ordinal), MaxInstances, Instances, "instances").Select(GcpResources.Of)],
            Coverage = gaps,
        };
    }

    private async Task<EvidenceBatch> ClustersAsync(
        CollectionContext context, string project, Wanted wanted, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
    {
        var named = wanted.Names.Where(name => name.Kind == ResourceKinds.GkeCluster && name.Project == project).ToList();
        if (named.Count == 0 && !wanted.IsByName)
        {
            return new EvidenceBatch();
        }

        var gaps = new List<Coverage>();
        var read = await attempts.TryAsync(
            Clusters, () => container.ListClustersAsync(project, context.Calls, cancellationToken), pages => Complete(pages, gaps, context, Clusters));
        var matching = (read?.Items ?? []).Where(cluster => wanted.IsByName
            ? wanted.Matches(cluster.Name, cluster.Labels) : named.Exists(name => name.Name == cluster.Name && name.Location == cluster.Location));
        var batches = new List<EvidenceBatch> { new() { Coverage = gaps } };
        foreach (var cluster in cuts.Take(matching, MaxClusters, Clusters, "clusters"))
        {
            batches.Add(await ClusterAsync(context, cluster, wanted.IsByName, attempts, cuts, cancellationToken));
        }

        return Batches.Join(batches);
    }

    private async Task<EvidenceBatch> ClusterAsync(
        CollectionContext context, CloudCluster cluster, bool withoutNodes, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
    {
        var self = GcpResources.Cluster(cluster.Project, cluster.Location, cluster.Name);
        var pools = cluster.Pools.ToDictionary(
            pool => pool.Name, pool => GcpResources.NodePool(cluster.Project, cluster.Location, cluster.Name, pool.Name), StringComparer.Ordinal);
        var relations = pools.Values.Select(pool => Relations.Of(context, self, pool, RelationType.RunsOn, "nodePools of the cluster")).ToList();
        var resources = new List<ResourceRef>([self, .. pools.Values]);
        if (!withoutNodes)
        {
            var nodes = await attempts.TryAsync(
                Instances,
                () => compute.ListInstancesAsync(
                    cluster.Project, $"labels.goog-k8s-cluster-name={GcpFilter.Quote(cluster.Name)}", 1, context.Calls, cancellationToken),
                pages => pages.IsComplete);
            foreach (var node in cuts.Take(nodes?.Items ?? [], MaxInstances, Instances, $"nodes of {cluster.Name}"))
            {
                var instance = GcpResources.Of(node);
                resources.Add(instance);
                var pool = pools.GetValueOrDefault(node.Labels.GetValueOrDefault("goog-k8s-node-pool-name") ?? "") ?? self;
                relations.Add(Relations.Of(context, pool, instance, RelationType.RunsOn, "label goog-k8s-node-pool-name of the instance"));
            }
        }

        return new EvidenceBatch { Resources = resources, Relations = relations };
    }

    private bool Complete<T>(GcpPages<T> pages, List<Coverage> gaps, CollectionContext context, string api)
    {
        if (pages.Gap is { } gap)
        {
            gaps.Add(CoverageRows.Of(context, Plan, api, CoverageOutcome.Partial, gap));
        }

        return true;
    }
}
