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

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_audit_log_of_each_project_is_read_where_nothing_was_resolved_too(int count)
    {
        string[] projects = [.. new[] { "first", "second", "third" }.Take(count)];
        var batches = await AuditAsync(new Logging(), projects);

        batches.SelectMany(batch => batch.Changes).Select(change => change.Resource.Account).ShouldBe(projects);
        batches.SelectMany(batch => batch.Coverage).Select(row => row.Outcome).ShouldAllBe(outcome => outcome == CoverageOutcome.Complete);
    }

    [Fact]
    public async Task Pages_that_are_too_large_are_asked_for_smaller_as_long_as_there_are_calls_and_cost_no_other_project_its_own()
    {
        var logging = new Logging { Largest = 200 };
        var batches = await AuditAsync(logging, ["first", "second", "third"]);

        logging.Sizes.ShouldBe([1_000, 200, 1_000, 1_000]);
        batches.SelectMany(batch => batch.Changes).Select(change => change.Resource.Account).ShouldBe(["first"]);
        batches.SelectMany(batch => batch.Coverage).Select(row => row.Outcome).ShouldBe(
            [CoverageOutcome.Complete, CoverageOutcome.Denied, CoverageOutcome.Denied], "the fake's answer for what is too large");
    }

    [Fact]
    public async Task The_audit_log_of_a_fourth_project_is_said_to_be_unread()
    {
        var batches = await AuditAsync(new Logging(), ["first", "second", "third", "fourth"]);

        batches.SelectMany(batch => batch.Changes).Count().ShouldBe(3);
        batches.SelectMany(batch => batch.Coverage).Single(row => row.Outcome == CoverageOutcome.Partial).Detail!.ShouldStartWith("3 of 4 projects were looked into");
    }

    private static Task<IReadOnlyList<EvidenceBatch>> AuditAsync(Logging logging, string[] projects) => SourceBench.CollectAsync(
        new AuditLogSource(logging, new CollectorGcpOptions()),
        context => context with
        {
            Target = context.Target with { Accounts = projects },
            Calls = new CallBudget(new Dictionary<string, int> { ["logging.logEntries.list"] = 12 }, 0).MeterFor("audit_log"),
        });

    [Fact]
    public async Task A_page_of_the_audit_log_that_is_too_large_is_asked_for_smaller()
    {
        var logging = new Logging { Largest = 50 };
        var batches = await AuditAsync(logging, ["first"]);

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

    [Theory]
    [InlineData(12, 7)]
    [InlineData(5, 3)]
    [InlineData(1, 1)]
    public async Task Logs_of_many_projects_leave_the_audit_log_its_calls(int granted, int most)
    {
        var logging = new Logging();
        var projects = Enumerable.Range(1, 5).Select(number => GcpResources.Service($"shop-{number}", "europe-west1", "s")).ToArray();
        var batches = await SourceBench.CollectAsync(
            new LogsSource(logging, new CollectionOptions()),
            context => context with
            {
                WatchedLogs = [.. projects.Select(LogClauses.Of).OfType<WatchedLogGroup>()],
                Calls = new CallBudget(new Dictionary<string, int> { ["logging.logEntries.list"] = granted }, 0).MeterFor("logs"),
            },
            projects);

        logging.Sizes.Count.ShouldBeLessThanOrEqualTo(most);
        logging.Sizes.ShouldNotBeEmpty();
        batches.SelectMany(batch => batch.Coverage).ShouldContain(row => row.Detail!.Contains("of 5 projects whose logs are read were looked into"));
    }

    [Fact]
    public async Task A_page_that_was_asked_for_twice_counts_twice()
    {
        var logging = new Logging { Attempts = 3 };
        await SourceBench.CollectAsync(
            new LogsSource(logging, new CollectionOptions()),
            context => context with
            {
                WatchedLogs = [LogClauses.Of(GcpResources.Service("first", "europe-west1", "s"))!],
                Calls = new CallBudget(new Dictionary<string, int> { ["logging.logEntries.list"] = 12 }, 0).MeterFor("logs"),
            });

        logging.Sizes.Count.ShouldBe(3, "of nine calls; the audit log's are left");
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

        /// <summary>Calls that a page of log lines takes, of which there is always one more.</summary>
        public int Attempts { get; init; } = 1;

        public int Largest { get; init; } = int.MaxValue;

        public List<int> Sizes { get; } = [];

        public Task<LogPage<CloudLogEntry>> ListEntriesAsync(
            string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
        {
            Sizes.Add(pageSize);
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                calls.Spend("logging.logEntries.list");
            }

            return Task.FromResult(new LogPage<CloudLogEntry>([], $"{Sizes.Count}"));
        }

        public Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
            string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
        {
            Sizes.Add(pageSize);
            if (calls.Limit("logging.logEntries.list") > 0)
            {
                calls.Spend("logging.logEntries.list");
            }

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
