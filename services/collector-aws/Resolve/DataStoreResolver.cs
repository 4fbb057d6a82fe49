using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Resolve;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Resolve;

/// <summary>
/// Databases, queues and tables: the dimensions of their own namespaces, or requested ones. Of a database also the host under
/// which callers know it, and its security groups.
/// </summary>
internal sealed class DataStoreResolver(RdsClient rds) : IResourceResolver
{
    private const string Api = RdsClient.InstancesApi;
    private const int MaxStores = 5;

    public bool Handles(CollectionContext context) => Wanted(context).Count > 0;

    public async Task<EvidenceBatch> ResolveAsync(CollectionContext context, CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, AwsResolve.Plan), new Attempts(context, AwsResolve.Plan));
        var batches = new List<EvidenceBatch>();
        foreach (var (kind, name, rule) in cuts.Take(Wanted(context), MaxStores, Api, "databases, queues and tables"))
        {
            var database = kind != ResourceKinds.RdsInstance ? null : await attempts.TryAsync(Api, async () =>
                new Found(await rds.DescribeInstanceAsync(name, context.Calls, cancellationToken)));
            var resource = DataStores.Resource(context, kind, name, database?.Database?.Host);
            batches.Add(new EvidenceBatch
            {
                Resources = [resource],
                Relations = rule is not null && AwsResources.Alarm(context) is { } alarm
                    ? [Relations.Of(context, resource, alarm, RelationType.MeasuredBy, rule)] : [],
            });
            batches.Add(Surroundings.Of(context, resource, database?.Database?.SecurityGroups ?? [], [], Api));
        }

        return Batches.Join([.. batches, new EvidenceBatch { Coverage = [.. attempts.Rows, .. cuts.Rows] }]);
    }

    /// <summary>The rule is null for what was requested.</summary>
    private static List<(string Kind, string Name, string? Rule)> Wanted(CollectionContext context)
    {
        var wanted = new List<(string Kind, string Name, string? Rule)>();
        foreach (var (space, dimension, kind) in DataStores.Named)
        {
            if (context.Alarm?.Metric?.Namespace == space && context.Alarm.Dimensions?.GetValueOrDefault(dimension) is { } given
                && DataStores.IsName(given))
            {
                wanted.Add((kind, given, $"alarm dimension {dimension}"));
            }

            wanted.AddRange(context.Target.Resources
                .Where(resource => resource.Kind == kind && resource.Region == context.Region && DataStores.IsName(resource.Name)
                    && wanted.TrueForAll(known => known.Kind != kind || known.Name != resource.Name))
                .Select(resource => (kind, resource.Name, (string?)null)));
        }

        return wanted;
    }

    /// <summary>An answer that names no database is not a failed call.</summary>
    private sealed record Found(CloudDatabase? Database);
}
