using CauseFlow.Collection;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>What a run keeps of a log, and in which form.</summary>
public sealed class LogBoundsTests
{
    private static readonly ResourceRef Service = GcpResources.Service("first", "europe-west1", "checkout");

    [Fact]
    public async Task Lines_that_fill_a_window_end_it_and_coverage_says_so()
    {
        var logging = new Endless();
        var batches = await CollectAsync(logging);

        var row = batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem();
        row.Outcome.ShouldBe(CoverageOutcome.Partial);
        row.Detail.ShouldNotBeNull().ShouldContain("errors of the incident (its lines fill the 6 MiB that a window may hold)");
        row.LinesRead.ShouldBeInRange(500, 4L * LogWindowReader.MaxHeldBytes / 8_192);
    }

    [Fact]
    public async Task A_quota_that_runs_out_between_two_windows_leaves_what_was_read_and_says_what_was_not()
    {
        var logging = new OutOfQuota { Pages = 2 };
        var batches = await CollectAsync(logging);

        logging.Calls.ShouldBe(3, "the quota is the project's for this minute: nothing else is asked");
        batches.SelectMany(batch => batch.Logs).ShouldHaveSingleItem().IncidentCountsPerMinute.Sum().ShouldBe(1);
        var row = batches.SelectMany(batch => batch.Coverage).ShouldHaveSingleItem();
        (row.Outcome, row.Reason, row.LinesRead).ShouldBe((CoverageOutcome.Partial, RefusalReason.Throttled, 1));
        row.Detail.ShouldNotBeNull().ShouldEndWith(
            "1 lines of first were read before; read only in part: other lines of the incident, other lines of the hour before.");
    }

    [Fact]
    public async Task A_secret_across_the_end_of_what_is_kept_is_redacted_before_it_is_cut()
    {
        var text = await MinedAsync("x" + new string('y', 4_050) + " postgres://svc:Sup3rS3cret-" + new string('q', 100) + "@db/shop");

        text.ShouldNotContain("Sup3rS3cret");
    }

    [Fact]
    public async Task A_secret_across_the_end_of_what_is_looked_at_is_not_kept_either()
    {
        // What is redacted shortens the text, so that its unchecked end comes close.
        var text = await MinedAsync("password=\"" + new string('p', 16_300) + "\" postgres://svc:Sup3rS3cret-" + new string('q', 200) + "@db/shop");

        text.ShouldNotContain("Sup3rS3cret");
    }

    [Theory]
    [InlineData("""{"url":"postgres:\/\/svc:Sup3rS3cret@db"}""")]
    [InlineData("""{"line":"password\u003dSup3rS3cret"}""")]
    [InlineData("""{"auth":"\u0042earer Sup3rS3cret"}""")]
    public async Task A_payload_is_redacted_as_it_reads_and_not_as_it_is_escaped(string payload)
    {
        await using var google = await FakeGoogle.StartAsync(request => Task.FromResult(FakeGoogle.Json(
            $$"""{"entries":[{"timestamp":"2026-11-20T12:01:00Z","severity":"ERROR","insertId":"1","resource":{"type":"cloud_run_revision","labels":{"service_name":"checkout","location":"europe-west1"} },"jsonPayload":{{payload}}}]}""")));
        using var transport = new GcpTransport(Options.Create(new CollectorGcpOptions()));
        using var http = new GcpHttp(
            transport, GcpBench.EndpointsAt(google.Address), new Tokens(), new CollectorGcpOptions(), TimeProvider.System);

        var patterns = (await CollectAsync(new LoggingClient(http))).SelectMany(batch => batch.Logs).ToList();

        patterns.ShouldNotBeEmpty();
        patterns.ShouldAllBe(pattern => !pattern.Template.Contains("Sup3rS3cret") && pattern.Samples.All(sample => !sample.Text.Contains("Sup3rS3cret")));
        patterns.ShouldContain(pattern => pattern.Samples.Any(sample => sample.Text.Contains("[redacted:", StringComparison.Ordinal)));
    }

    private static async Task<string> MinedAsync(string text)
    {
        string? kept = null;
        await SourceBench.CollectAsync(new AlarmSource(new NoMonitoring()), context =>
        {
            kept = LogLines.Of(context, "first", Entry(0, text)).Text;
            return context;
        });
        return kept.ShouldNotBeNull();
    }

    private static Task<IReadOnlyList<EvidenceBatch>> CollectAsync(ILoggingClient logging) => SourceBench.CollectAsync(
        new LogsSource(logging, new CollectionOptions()),
        context => context with
        {
            WatchedLogs = [LogClauses.Of(Service)!],
            Calls = new CallBudget(new Dictionary<string, int> { ["logging.logEntries.list"] = 12 }, 0).MeterFor("logs"),
        });

    private static CloudLogEntry Entry(int number, string text) => new(
        SourceBench.At.AddMilliseconds(number), "ERROR", text, "projects/first/logs/stderr", $"{number}", "cloud_run_revision",
        new Dictionary<string, string> { ["service_name"] = "checkout", ["location"] = "europe-west1" });

    private sealed class Tokens : IAccessTokens
    {
        public Task<string> TokenAsync(string audience, CancellationToken cancellationToken) => Task.FromResult("token");
    }

    private sealed class NoMonitoring : IMonitoringClient
    {
        public Task<AlertCondition?> GetConditionAsync(
            string project, string policy, string condition, CallMeter calls, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SeriesAnswer> ListTimeSeriesAsync(
            string project, SeriesQuery query, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
            CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>One line, then a window without any, then the quota's end.</summary>
    private sealed class OutOfQuota : ILoggingClient
    {
        public required int Pages { get; init; }

        public int Calls { get; private set; }

        public Task<LogPage<CloudLogEntry>> ListEntriesAsync(
            string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
        {
            calls.Spend("logging.logEntries.list");
            return ++Calls > Pages
                ? throw new PermanentCollectionException(RefusalReason.Throttled, "The quota is used up.", "Wait for the next minute.")
                {
                    Api = "logging.logEntries.list",
                }
                : Task.FromResult(new LogPage<CloudLogEntry>(Calls == 1 ? [Entry(1, "TimeoutError: payment")] : [], null));
        }

        public Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
            string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    /// <summary>Pages of long lines, of which there are always more.</summary>
    private sealed class Endless : ILoggingClient
    {
        private int _next;

        public Task<LogPage<CloudLogEntry>> ListEntriesAsync(
            string project, string filter, bool newestFirst, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken)
        {
            calls.Spend("logging.logEntries.list");
            var entries = Enumerable.Range(_next, 1_000).Select(number => Entry(number, $"line {number} " + new string('x', 4_000))).ToList();
            _next += 1_000;
            return Task.FromResult(new LogPage<CloudLogEntry>(entries, $"{_next}"));
        }

        public Task<LogPage<AuditLogEntry>> ListAuditEntriesAsync(
            string project, string filter, int pageSize, string? token, CallMeter calls, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
