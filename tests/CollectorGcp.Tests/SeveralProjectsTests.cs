using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>A refusal in the first of two projects.</summary>
public sealed class SeveralProjectsTests
{
    [Fact]
    public async Task Instances_of_the_other_project_are_still_read()
    {
        var batches = await SourceBench.CollectAsync(
            new ComputeSource(new Compute(), new CollectionOptions(), new CollectorGcpOptions()), SourceBench.Instance("first"), SourceBench.Instance("second"));

        batches.SelectMany(batch => batch.States).ShouldHaveSingleItem().Resource.Account.ShouldBe("second");
        batches.SelectMany(batch => batch.Coverage).Select(row => row.Outcome).ShouldBe([CoverageOutcome.Denied, CoverageOutcome.Complete]);
    }

    [Fact]
    public async Task The_audit_log_of_the_other_project_is_still_read()
    {
        var batches = await SourceBench.CollectAsync(
            new AuditLogSource(new Logging { Refused = "first" }, new CollectorGcpOptions()), SourceBench.Instance("second"));

        batches.SelectMany(batch => batch.Changes).ShouldHaveSingleItem().Resource.Account.ShouldBe("second");
        batches.SelectMany(batch => batch.Coverage).Select(row => row.Outcome).ShouldBe([CoverageOutcome.Denied, CoverageOutcome.Complete]);
    }

    [Fact]
    public async Task A_page_of_the_audit_log_that_is_too_large_is_asked_for_smaller()
    {
        var logging = new Logging { Largest = 50 };
        var batches = await SourceBench.CollectAsync(new AuditLogSource(logging, new CollectorGcpOptions()));

        logging.Sizes.ShouldBe([1_000, 200, 50]);
        batches.SelectMany(batch => batch.Changes).ShouldHaveSingleItem();
        batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Complete);
    }

    [Fact]
    public async Task An_operation_on_a_cluster_of_the_same_name_elsewhere_is_not_this_ones()
    {
        var batches = await SourceBench.CollectAsync(
            new GkeSource(new Container(), new CollectorGcpOptions()), GcpResources.Cluster("first", "europe-west1", "prod"));

        batches.SelectMany(batch => batch.Changes).ShouldHaveSingleItem().Summary.ShouldStartWith("UPGRADE_MASTER");
    }

    private sealed class Compute : IComputeClient
    {
        public Task<GcpPages<CloudInstance>> ListInstancesAsync(
            string project, string? filter, int maxPages, CallMeter calls, CancellationToken cancellationToken) => project == "first"
                ? throw SourceBench.Refusal("compute.instances.list")
                : Task.FromResult(new GcpPages<CloudInstance>([SourceBench.Machine(project)], true, []));
    }

    private sealed class Logging : ILoggingClient
    {
        public string? Refused { get; init; }

        public int Largest { get; init; } = int.MaxValue;

        public List<int> Sizes { get; } = [];

        public Task<LogPage<CloudLogEntry>> ListEntriesAsync(
            string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
            string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
        {
            Sizes.Add(pageSize);
            return project == Refused ? throw SourceBench.Refusal("logging.logEntries.list")
                : pageSize > Largest ? throw SourceBench.Refusal("logging.logEntries.list", GcpErrors.ResponseTooLarge)
                : Task.FromResult(new LogPage<AuditLogEntry>(
                    [
                        new AuditLogEntry(
                            SourceBench.At, "compute.googleapis.com", "v1.compute.instances.stop", $"projects/{project}/zones/z/instances/vm", null, 0, null,
                            false, false, false, null, null, false),
                    ],
                    null));
        }
    }

    private sealed class Container : IContainerClient
    {
        public Task<GcpPages<CloudCluster>> ListClustersAsync(string project, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new GcpPages<CloudCluster>([], true, []));

        public Task<IReadOnlyList<CloudNodePool>> ListNodePoolsAsync(
            string project, string location, string cluster, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CloudNodePool>>([]);

        public Task<GcpPages<ContainerOperation>> ListOperationsAsync(string project, CallMeter calls, CancellationToken cancellationToken) =>
            Task.FromResult(new GcpPages<ContainerOperation>(
                [Operation("UPGRADE_NODES", "us-central1"), Operation("UPGRADE_MASTER", "europe-west1")], true, []));

        private static ContainerOperation Operation(string type, string location) =>
            new($"op-{location}", type, "DONE", location, "prod", null, SourceBench.At, null, null);
    }
}
