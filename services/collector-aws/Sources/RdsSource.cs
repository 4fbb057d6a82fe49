using System.Runtime.CompilerServices;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>How a database instance stands, what waits to be changed about it, and what RDS tells of it: fail-overs, restarts, maintenance.</summary>
internal sealed class RdsSource(RdsClient rds, CollectorAwsOptions options) : IEvidenceSource
{
    private const string Instances = RdsClient.InstancesApi;
    private const string EventsApi = RdsClient.EventsApi;
    private const int MaxDatabases = 5;
    private const int MaxChanges = 30;

    public SourcePlan Plan => AwsPlans.Rds;

    public bool AppliesTo(CollectionTarget target) => true;

    public async IAsyncEnumerable<EvidenceBatch> CollectAsync(
        CollectionContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (cuts, attempts) = (new Cuts(context, Plan), new Attempts(context, Plan));
        var databases = cuts.Take(
            context.Resources.Where(resource => resource.Kind == ResourceKinds.RdsInstance), MaxDatabases, Instances, "databases");
        if (databases.Count == 0)
        {
            yield return new EvidenceBatch
            {
                Coverage = [CoverageRows.Of(context, Plan, Instances, CoverageOutcome.NotApplicable, "No database was resolved.")],
            };
            yield break;
        }

        var (states, changes) = (new List<ResourceState>(), new List<Change>());
        foreach (var database in databases)
        {
            var found = await attempts.TryAsync(Instances, async () =>
                new Found(await rds.DescribeInstanceAsync(database.Name, context.Calls, cancellationToken)));
            var events = await attempts.TryAsync(
                EventsApi, () => rds.DescribeEventsAsync(database.Name, From(context), context.Window.To, context.Calls, cancellationToken),
                pages => pages.IsComplete);
            var told = events?.Items ?? [];
            if (found?.Database is { } described)
            {
                states.Add(DatabaseState.Of(context, database, described, told));
            }

            changes.AddRange(cuts.Take(
                told.Select(item => DatabaseState.Change(context, database, item)).OfType<Change>()
                    .OrderByDescending(change => change.Time.OccurredAt),
                MaxChanges, EventsApi, $"events of {database.Name}"));
        }

        yield return new EvidenceBatch { States = states, Changes = changes, Coverage = [.. attempts.Rows, .. cuts.Rows] };
    }

    /// <summary>RDS keeps events for fourteen days.</summary>
    private DateTimeOffset From(CollectionContext context) => context.Window.To.AddDays(-Math.Min(options.ChangeLookbackDays, 13));

    /// <summary>An answer that names no database is not a failed call.</summary>
    private sealed record Found(CloudDatabase? Database);
}
