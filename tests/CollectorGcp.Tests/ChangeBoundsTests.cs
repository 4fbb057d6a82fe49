using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>What a source of changes does not show it says: nothing may look as if there were no more.</summary>
public sealed class ChangeBoundsTests
{
    private static readonly ResourceRef Service = GcpResources.Service("first", "europe-west1", "checkout");

    [Fact]
    public async Task The_crowd_of_one_cluster_hides_nothing_of_another_and_is_told()
    {
        var batches = await SourceBench.CollectAsync(
            new GkeSource(
                new Container([.. Enumerable.Range(1, 60).Select(i => Operation("loud", i)), Operation("quiet", 90)]), new CollectorGcpOptions()),
            GcpResources.Cluster("first", "europe-west1", "loud"), GcpResources.Cluster("first", "europe-west1", "quiet"));

        var changes = batches.SelectMany(batch => batch.Changes).ToList();
        changes.Count(change => change.Resource.Name == "loud").ShouldBe(50);
        changes.Count(change => change.Resource.Name == "quiet").ShouldBe(1);
        batches.SelectMany(batch => batch.Coverage).Single(row => row.Outcome == CoverageOutcome.Partial).Detail.ShouldNotBeNull()
            .ShouldContain("50 of 60 operations on loud");
    }

    [Fact]
    public async Task Revisions_beyond_the_bound_are_told_and_the_latest_are_shown()
    {
        var batches = await SourceBench.CollectAsync(Source([.. Enumerable.Range(1, 23).Select(i => Revision(i, i - 60))]), Service);

        var changes = batches.SelectMany(batch => batch.Changes).ToList();
        changes.Count.ShouldBe(20);
        changes[^1].Summary.ShouldContain("Revision checkout-00023 of checkout against checkout-00022");
        batches.SelectMany(batch => batch.Coverage).Single(row => row.Outcome == CoverageOutcome.Partial).Detail.ShouldNotBeNull()
            .ShouldContain("20 of 23 revisions of checkout");
    }

    [Fact]
    public async Task The_oldest_revision_that_is_listed_is_a_change_when_it_is_young()
    {
        var change = (await SourceBench.CollectAsync(Source([Revision(7, -10)]), Service)).SelectMany(batch => batch.Changes).ShouldHaveSingleItem();

        (change.Kind, change.Resource.Id, change.Time.OccurredAt).ShouldBe((ChangeKind.Deployment, Service.Id, SourceBench.At.AddMinutes(-10)));
        change.Summary.ShouldContain("what it changed is not known");
        change.Differences.ShouldBeEmpty();
        (await SourceBench.CollectAsync(Source([Revision(7, -60 * 24 * 90)]), Service)).SelectMany(batch => batch.Changes).ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_of_the_audit_log_that_do_not_say_enough_are_counted()
    {
        var batches = await SourceBench.CollectAsync(
            new AuditLogSource(new Logging(unread: 2), new CollectorGcpOptions()),
            context => context with
            {
                Target = context.Target with { Accounts = ["first"] },
                Calls = new CallBudget(new Dictionary<string, int> { ["logging.logEntries.list"] = 12 }, 0).MeterFor("audit_log"),
            });

        batches.SelectMany(batch => batch.Changes).ShouldHaveSingleItem();
        var row = batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem();
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail.ShouldBe("2 entries of first do not say what was done, of which service or when.");
    }

    private static RunSource Source(IReadOnlyList<RunRevision> revisions) =>
        new(new Runs(revisions), new CollectionOptions(), new CollectorGcpOptions());

    private static RunRevision Revision(int number, double minute) => new(
        $"checkout-{number:00000}", "checkout", SourceBench.At.AddMinutes(minute), number, null, null, null, null, null, [], []);

    private static ContainerOperation Operation(string cluster, double minutesAgo) => new(
        $"op-{cluster}-{minutesAgo}", "UPGRADE_NODES", "DONE", "europe-west1", cluster, null, SourceBench.At.AddMinutes(-minutesAgo), null, null);

    private sealed class Container(IReadOnlyList<ContainerOperation> operations) : IContainerClient
    {
        public Task<GcpPages<CloudCluster>> ListClustersAsync(string project, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new GcpPages<CloudCluster>([], true, []));

        public Task<IReadOnlyList<CloudNodePool>> ListNodePoolsAsync(
            string project, string location, string cluster, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CloudNodePool>>([]);

        public Task<GcpPages<ContainerOperation>> ListOperationsAsync(string project, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new GcpPages<ContainerOperation>(operations, true, []));
    }

    private sealed class Runs(IReadOnlyList<RunRevision> revisions) : IRunClient
    {
        public Task<GcpPages<RunPlace>> LocateAsync(string project, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<GcpPages<RunService>> ListServicesAsync(
            string project, string region, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new GcpPages<RunService>([], true, []));

        public Task<GcpPages<RunRevision>> ListRevisionsAsync(
            string project, string region, string service, int maxPages, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new GcpPages<RunRevision>(revisions, true, []));
    }

    private sealed class Logging(int unread) : ILoggingClient
    {
        public Task<LogPage<CloudLogEntry>> ListEntriesAsync(
            string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
            string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new LogPage<AuditLogEntry>(
                [
                    new AuditLogEntry(
                        SourceBench.At, "compute.googleapis.com", "v1.compute.instances.stop", $"projects/{project}/zones/z/instances/vm", null, 0,
                        null, false, false, false, null, null, false),
                ],
                null, unread));
    }
}
