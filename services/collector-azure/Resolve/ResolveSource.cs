using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Resolve;

/// <summary>
/// From the alert, the request or a hint to resources: what the cloud's own alert targets, else what the message or the
/// request names, else what carries a hint's name. Then their neighbours: the plan of an app, the cluster of its nodes, the
/// pools of a cluster. Ids outside the integration's subscriptions and groups are passed over.
/// </summary>
internal sealed class ResolveSource(IResourceGraph graph, CollectionOptions options) : IEvidenceSource
{
    private const string Api = ResourceGraphClient.Permission;
    private const int MaxNamed = 50;
    private const int MaxHints = 5;
    private const int MaxSaid = 5;

    public SourcePlan Plan => AzureResolve.Plan;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cuts = new Cuts(context, Plan);
        var attempts = new Attempts(context, Plan);
        var named = cuts.Take(Named(context), MaxNamed, Api, "resources that were named");
        var found = named.Count > 0
            ? await ByIdAsync(context, named, attempts, cancellationToken)
            : await ByHintAsync(context, attempts, cuts, cancellationToken);
        if (named.Count > 0 && found.All(IsIndirect))
        {
            // An alert on a workspace names where the lines are, and not whose they are: hints may.
            found = [.. found.Concat(await ByHintAsync(context, attempts, cuts,
                cancellationToken)).DistinctBy(resource => resource.Id.Lower)];
        }

        var neighbours = new Neighbours(graph, context, attempts);
        var around = await Task.WhenAll(found.Select(resource => neighbours.OfAsync(resource, cancellationToken)));
        var joined = Batches.Join([new EvidenceBatch { Resources = [.. found.Select(resource =>
            AzureResources.Of(context, resource))] }, .. around]);
        var outside = joined.Resources.Where(resource => !IsReadable(context, resource)).ToList();
        var resources = cuts.Take(joined.Resources.Except(outside), options.MaxResources, Api, "resources");
        IReadOnlyList<Coverage> rows = [.. attempts.Rows, .. cuts.Rows, .. Outside(context, outside)];
        yield return joined with
        {
            Resources = resources,
            Relations = [.. joined.Relations.Where(relation => IsReadable(context, relation.From) && IsReadable(context, relation.To))],
            Coverage = rows.Count > 0 ? rows : [CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.NotApplicable,
                "Neither the alert nor the request names a resource that the integration may read.")],
        };
    }

    /// <summary>A neighbour may lie in another group; an integration that is narrowed reads nothing of it.</summary>
    private static bool IsReadable(CollectionContext context, ResourceRef resource) =>
        AzureId.Parse(resource.Id) is not { } id || AzureResources.IsInScope(context.Target, id);

    private IEnumerable<Coverage> Outside(CollectionContext context, List<ResourceRef> outside)
    {
        if (outside.Count > 0)
        {
            yield return CoverageRows.Of(
                context, Plan, Api, CoverageOutcome.Partial,
                $"{outside.Count} resources around the incident's lie outside the subscriptions and resource groups of the integration and were not "
                + $"looked into: {string.Join(", ", outside.Take(MaxSaid).Select(resource => resource.Name))}{(outside.Count > MaxSaid ? " and others" : "")}.") with
            {
                Remedy = "Add their resource groups to the integration if they should be read.",
            };
        }
    }

    private static bool IsIndirect(CloudResource resource) =>
        AzureKinds.Of(resource.Id.Type,
            resource.Kind) is ResourceKinds.GenericService or ResourceKinds.LogAnalyticsWorkspace;

    private static List<AzureId> Named(CollectionContext context)
    {
        var alarm = context.Alarm?.TargetIds is { Count: > 0 } own ? own : context.Target.Alarm?.TargetIds ?? [];
        var watched = context.Watched.SelectMany(watched => watched.Alarm.TargetIds ?? []);
        var requested = context.Target.Resources.Where(resource =>
            resource.Provider == CloudProvider.Azure).Select(resource => resource.Id);
        return [.. alarm.Concat(watched).Concat(requested).Select(AzureId.Parse).OfType<AzureId>()
            .Where(id => AzureResources.IsInScope(context.Target, id)).DistinctBy(id => id.Lower)];
    }

    /// <summary>What Resource Graph does not show, or cannot, is still what the alert is about: its id stands for it.</summary>
    private async Task<IReadOnlyList<CloudResource>> ByIdAsync(
        CollectionContext context, IReadOnlyList<AzureId> named, Attempts attempts, CancellationToken cancellationToken)
    {
        var found = await attempts.TryAsync(
            Api, () => graph.ByIdAsync(named, context.Target.Accounts, context.Calls, cancellationToken), cut: pages => pages.Why);
        var known = (found?.Items ?? []).Where(resource =>
            AzureResources.IsInScope(context.Target, resource.Id)).DistinctBy(resource => resource.Id.Lower)
            .ToDictionary(resource => resource.Id.Lower);
        return [.. named.Select(id => known.GetValueOrDefault(id.Lower) ?? CloudResource.Of(id))];
    }

    private async Task<IReadOnlyList<CloudResource>> ByHintAsync(
        CollectionContext context, Attempts attempts, Cuts cuts, CancellationToken cancellationToken)
    {
        var hints = (context.Target.Hints ?? []).Append(context.Target.Alarm?.Service).OfType<string>().Select(hint => hint.Trim())
            .Where(hint => hint.Length is > 1 and <= 128).Distinct(StringComparer.OrdinalIgnoreCase);
        var found = new List<CloudResource>();
        foreach (var hint in cuts.Take(hints, MaxHints, Api, "hints"))
        {
            var named = await attempts.TryAsync(
                Api, () => graph.ByNameAsync(hint, context.Target.Accounts, context.Calls, cancellationToken), cut: pages => pages.Why);
            found.AddRange(named?.Items ?? []);
        }

        return cuts.Take(
            found.Where(resource => AzureResources.IsInScope(context.Target, resource.Id)).DistinctBy(resource =>
                resource.Id.Lower)
                .OrderBy(resource => resource.Id.Lower, StringComparer.Ordinal),
            MaxNamed, Api, "resources that carry a hint's name");
    }
}
