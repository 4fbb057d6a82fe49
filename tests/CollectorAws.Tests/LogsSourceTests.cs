using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.CollectorAws.Clients;
using CauseFlow.CollectorAws.Sources;
using CauseFlow.Contracts;
using Microsoft.Extensions.Time.Testing;
using static CauseFlow.CollectorAws.Tests.LogsContext;

namespace CauseFlow.CollectorAws.Tests;

/// <summary>Many groups in one query, and what is done where Insights is refused.</summary>
public sealed class LogsSourceTests
{
    private const string A = "/aws/lambda/a";
    private const string B = "/ecs/shop/orders";
    private const string Key = "/aws/lambda/ASIAPACIFICORDERS01";
    private static readonly string[] Both = [A, B];

    [Fact]
    public async Task Two_groups_share_each_query_and_keep_their_owners()
    {
        var logs = new FakeLogs { Answer = Answer };

        var batches = await CollectAsync(logs, Of(Both));

        logs.Queries.ShouldAllBe(query => query.Groups.SequenceEqual(Both));
        logs.Queries.Count.ShouldBe(4, "a count and the lines, of two windows");
        batches.SelectMany(b => b.Logs).Select(p => (p.Resource.Kind, p.Template.Contains("of a", StringComparison.Ordinal))).Distinct()
            .ShouldBe([(ResourceKinds.LambdaFunction, true), (ResourceKinds.EcsService, false)], ignoreOrder: true);
        batches.SelectMany(b => b.Coverage).ShouldAllBe(row => row.Outcome == CoverageOutcome.Complete && row.LinesRead > 0);
    }

    [Theory]
    [InlineData("'/ecs/shop/orders' does not exist", AwsErrors.NotFound, RefusalReason.InvalidInput)]
    [InlineData("not authorized to perform: logs:StartQuery on resource: arn:aws:logs:eu-west-1:1:log-group:/ecs/shop/orders:log-stream:", "AccessDeniedException", RefusalReason.MissingPermission)]
    [InlineData("The specified log group does not exist.", AwsErrors.NotFound, RefusalReason.InvalidInput)]
    public async Task A_refusal_of_one_group_costs_that_group_only(string message, string code, RefusalReason reason)
    {
        var logs = new FakeLogs
        {
            Answer = Answer,
            Refusal = groups => groups.Contains(B) ? FakeLogs.Refused(reason, message, code) : null,
        };

        var batches = await CollectAsync(logs, Of(Both));

        batches[0].Logs.ShouldNotBeEmpty();
        batches[0].Coverage.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Complete);
        batches[1].Logs.ShouldBeEmpty();
        batches[1].Coverage[0].Outcome.ShouldBe(CoverageOutcome.Partial);
        (logs.Filtered.Count > 0).ShouldBe(reason == RefusalReason.MissingPermission, "a group that does not exist is not asked for again");
    }

    [Fact]
    public async Task A_group_is_asked_for_by_its_raw_name_and_published_by_its_masked_one()
    {
        var logs = new FakeLogs { Answer = Answer };

        var batches = await CollectAsync(logs, Of([A, Key]));

        logs.Queries.ShouldAllBe(query => query.Groups.Contains(Key) && query.Groups.Count == 2);
        batches[1].Logs.ShouldNotBeEmpty();
        JsonSerializer.Serialize(batches.Select(b => (b.Logs, b.Coverage)), ContractJson.Options).ShouldNotContain(Key);
    }

    [Fact]
    public async Task Two_groups_that_look_alike_once_masked_stay_two()
    {
        var logs = new FakeLogs { Answer = Answer };

        var batches = await CollectAsync(logs, Of([Key, Key + "9"]));

        logs.Queries.ShouldAllBe(query => query.Groups.Count == 2);
        batches.Select(b => b.Logs.ShouldHaveSingleItem().EvidenceId).ShouldBeUnique();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task A_name_that_the_endpoint_calls_invalid_costs_that_group_only(int bad)
    {
        string[] groups = [.. Enumerable.Range(0, 7).Select(i => $"/app/{i}")];
        var logs = new FakeLogs
        {
            Answer = Answer,
            Refusal = asked => asked.Contains(groups[bad])
                ? FakeLogs.Refused(RefusalReason.ProviderError, "1 validation error detected", AwsErrors.InvalidParameter) : null,
        };

        var batches = await CollectAsync(logs, Of(groups));

        batches.Index().Where(b => b.Item.Logs.Count == 0).Select(b => b.Index).ShouldBe([bad]);
        logs.Filtered.Select(call => call.Group).Distinct().ShouldBe([groups[bad]], "the others need no fallback");
    }

    [Fact]
    public async Task A_query_that_is_refused_for_every_group_is_not_tried_for_each()
    {
        var refused = 0;
        var logs = new FakeLogs
        {
            Refusal = _ =>
            {
                refused++;
                return FakeLogs.Refused(RefusalReason.ProviderError, "no such function", AwsErrors.InvalidParameter);
            },
        };

        await CollectAsync(logs, Of([.. Enumerable.Range(0, 50).Select(i => $"/app/{i}")]));

        refused.ShouldBeLessThan(25, "two windows each time");
        logs.Filtered.Select(call => call.Group).Distinct().Count().ShouldBe(50);
    }

    [Fact]
    public async Task A_loud_group_is_read_by_its_problems_and_a_quiet_one_whole()
    {
        var logs = new FakeLogs
        {
            Answer = (groups, query) => query.StartsWith("stats", StringComparison.Ordinal)
                ? new QueryResults("Complete", [Count(A, 50), Count(B, 5_000)], 2, 0) : Answer(groups, query),
        };

        var batches = await CollectAsync(logs, Of(Both), maxRows: 100);

        var reads = logs.Queries.Where(query => query.Query.StartsWith("fields", StringComparison.Ordinal)).ToList();
        reads.Where(read => !read.Query.Contains("filter")).ShouldAllBe(read => read.Groups.SequenceEqual(new[] { A }));
        reads.Where(read => read.Query.Contains("filter")).ShouldAllBe(read => read.Groups.SequenceEqual(new[] { B }));
        batches[1].Coverage[0].Detail.ShouldNotBeNull().ShouldContain("10000 lines of /ecs/shop/orders");
    }

    [Fact]
    public async Task An_answer_that_does_not_tell_groups_apart_is_asked_again_group_by_group()
    {
        var logs = new FakeLogs
        {
            Answer = (groups, query) => query.StartsWith("stats", StringComparison.Ordinal)
                ? new QueryResults("Complete", [Row(("@ptr", "1"))], null, 0)
                : new QueryResults("Complete", [Row(
                    ("@timestamp", $"{From.AddMinutes(3).ToUnixTimeMilliseconds()}"), ("@message", $"ERROR in {groups[^1]}"))], null, 0),
        };

        var batches = await CollectAsync(logs, Of(Both));

        batches.SelectMany(b => b.Logs).Select(p => (p.Template, p.Resource.Name))
            .ShouldBe([("ERROR in /aws/lambda/a", "a"), ("ERROR in /ecs/shop/orders", "orders")]);
    }

    [Fact]
    public async Task Rows_out_of_order_are_mined_in_the_order_of_time()
    {
        var logs = new FakeLogs
        {
            Answer = (_, query) => query.StartsWith("stats", StringComparison.Ordinal)
                ? new QueryResults("Complete", [Count(A, 2)], 1, 0)
                : new QueryResults("Complete", [Line(A, From.AddMinutes(9), "ERROR x 2"), Line(A, From.AddMinutes(1), "ERROR x 1")], 2, 0),
        };

        var pattern = (await CollectAsync(logs, Of([A])))[0].Logs.ShouldHaveSingleItem();

        (pattern.FirstSeen, pattern.LastSeen).ShouldBe((From.AddMinutes(1), From.AddMinutes(9)));
        pattern.Samples[0].Text.ShouldBe("ERROR x 1");
    }

    [Fact]
    public async Task The_fallback_reads_the_incident_first_and_then_the_hour_before()
    {
        var logs = Refusing();
        logs.Page = (_, from, token) => token is null
            ? new FilteredPage([new FilteredEvent(from.AddMinutes(2), "ERROR boom 1", "s")], "next")
            : new FilteredPage([], null);

        var batch = (await CollectAsync(logs, Of([A]))).ShouldHaveSingleItem();

        logs.Filtered.Select(call => (call.From, call.Token)).ShouldBe([(From, null), (From, "next"), (Before, null), (Before, "next")]);
        var pattern = batch.Logs.ShouldHaveSingleItem();
        (pattern.BaselineCountsPerMinute.Sum(), pattern.IncidentCountsPerMinute.Sum()).ShouldBe((1, 1));
        batch.Coverage.Single(row => row.Api == "logs:StartQuery").Outcome.ShouldBe(CoverageOutcome.Partial);
        batch.Coverage.Single(row => row.Api == "logs:StartQuery").Reason.ShouldBe(RefusalReason.Throttled);
        batch.Coverage.Single(row => row.Api == "logs:FilterLogEvents").Outcome.ShouldBe(CoverageOutcome.Complete);
    }

    [Fact]
    public async Task A_baseline_that_is_cut_off_counts_only_as_far_as_it_was_read()
    {
        var logs = Refusing();
        logs.Page = (_, from, token) => from == From
            ? new FilteredPage([new FilteredEvent(from.AddMinutes(2), "ERROR boom 1", "s")], null)
            : Pages(from, token);

        var batch = (await CollectAsync(logs, Of([A]))).ShouldHaveSingleItem();

        logs.Filtered.Count(call => call.From == Before).ShouldBe(3, "no more pages than the bound");
        var pattern = batch.Logs.ShouldHaveSingleItem();
        pattern.BaselineCountsPerMinute.Count.ShouldBe(20, "the minutes that were not read are no silence");
        pattern.BaselineCountsPerMinute.ShouldAllBe(count => count == 1);
        batch.Coverage.Single(row => row.Api == "logs:FilterLogEvents").Detail.ShouldNotBeNull()
            .ShouldContain("Left out: the hour before from 11:05 UTC on (more than 3 pages)");
    }

    [Fact]
    public async Task A_page_token_that_comes_again_ends_the_reading()
    {
        var logs = Refusing();
        logs.Page = (_, from, _) => new FilteredPage([new FilteredEvent(from.AddMinutes(2), "ERROR boom 1", "s")], "same");

        var batch = (await CollectAsync(logs, Of([A]))).ShouldHaveSingleItem();

        logs.Filtered.Count(call => call.From == From).ShouldBe(2);
        batch.Coverage.Single(row => row.Api == "logs:FilterLogEvents").Detail.ShouldNotBeNull().ShouldContain("same page token twice");
    }

    [Fact]
    public async Task The_metric_filters_pattern_is_used_only_where_the_cloud_gave_it()
    {
        var logs = Refusing();
        var batches = await CollectAsync(logs, Of(Both, patterns: new Dictionary<string, string> { [A] = "ERROR PaymentClient" }));

        logs.Filtered.Where(call => call.Group == A).ShouldAllBe(call => call.Pattern == "ERROR PaymentClient");
        logs.Filtered.Where(call => call.Group == B).ShouldAllBe(call => call.Pattern == null);
        batches[0].Coverage[^1].Detail.ShouldNotBeNull().ShouldContain("lines that the alarm's metric filter does not match");
    }

    [Fact]
    public async Task FilterLogEvents_is_not_called_faster_than_its_share_of_the_quota()
    {
        var time = new FakeTimeProvider(Noon);
        var logs = Refusing();
        var reader = new FilteredReader(
            logs, Of([A]) with { Time = time }, new CollectionOptions(), new CollectorAwsOptions { FilterLogEventsIntervalMilliseconds = 700 });
        var reading = LogReading.Of(Of([A]), new Collection.Patterns.LogMiningOptions())[0];
        var running = reader.ReadAsync(reading, TestContext.Current.CancellationToken);

        logs.Filtered.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMilliseconds(699));
        logs.Filtered.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await running;
        logs.Filtered.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(RefusalReason.ProviderUnreachable)]
    [InlineData(RefusalReason.QuotaReserved)]
    [InlineData(RefusalReason.SecretExpired)]
    [InlineData(RefusalReason.ClockSkew)]
    public async Task What_no_other_call_can_help_is_not_tried_with_another(RefusalReason reason)
    {
        var logs = new FakeLogs { Refusal = _ => FakeLogs.Refused(reason, "no") };

        await CollectAsync(logs, Of([A]));

        logs.Filtered.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_count_while_a_query_runs_and_end_it_when_they_are_spent()
    {
        var logs = new FakeLogs { Looks = [new QueryResults("Running", [], 0, 600), new QueryResults("Running", [], 0, 1_200)] };
        var context = Of([A], bytes: 1_000);

        var row = (await CollectAsync(logs, context))[0].Coverage.ShouldHaveSingleItem();

        (row.Outcome, row.Reason).ShouldBe((CoverageOutcome.Partial, RefusalReason.QuotaReserved));

        // One query for each of the two windows: what is under way when the last byte is spent has cost its part. On a busy machine the
        // first may have spent it before the second begins, which then does not.
        context.Calls.BytesScanned.ShouldBeOneOf(1_200, 1_800, 2_400);
        logs.Stopped.Count.ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Unknown_is_waited_for_a_while()
    {
        var logs = new FakeLogs
        {
            Looks = [new QueryResults("Unknown", [], null, 0), new QueryResults("Unknown", [], null, 0), new QueryResults("Complete", [], null, 0)],
        };

        (await CollectAsync(logs, Of([A])))[0].Coverage.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Complete);
        logs.Stopped.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000)]
    public async Task A_full_answer_without_statistics_may_have_been_cut(int rows)
    {
        var logs = new FakeLogs
        {
            Answer = (_, query) => query.StartsWith("stats", StringComparison.Ordinal)
                ? new QueryResults("Complete", [Row(("@ptr", "1"))], null, 0)
                : new QueryResults("Complete", [.. Enumerable.Range(0, rows).Select(i => Line(A, From.AddMilliseconds(i), "ERROR x"))], null, 0),
        };

        (await CollectAsync(logs, Of([A]), maxRows: rows))[0].Coverage.ShouldHaveSingleItem().Outcome.ShouldBe(CoverageOutcome.Partial);
    }

    [Fact]
    public async Task A_cut_query_over_several_groups_ends_the_windows_of_all_of_them()
    {
        // The loud group fills the query by the fourth minute of the incident; the quiet one's later lines are lost with it.
        var logs = new FakeLogs
        {
            Answer = (groups, query) => query.StartsWith("stats", StringComparison.Ordinal)
                ? new QueryResults("Complete", [Count(A, 100), Count(B, 4)], 2, 10)
                : new QueryResults(
                    "Complete",
                    [
                        Line($"123456789012:{B}", From.AddMinutes(1), "ERROR of b"),
                        .. Enumerable.Range(0, 9).Select(i => Line($"123456789012:{A}", From.AddMinutes(3).AddSeconds(i), "ERROR of a")),
                    ],
                    104, 10),
        };

        var batches = await CollectAsync(logs, Of(Both));

        batches.Count.ShouldBe(2);
        var patterns = batches.SelectMany(batch => batch.Logs).ToList();
        patterns.Count.ShouldBe(2);
        patterns.ShouldAllBe(pattern => pattern.IncidentCountsPerMinute.Count == 4, "the minutes that were not read are no silence");
        var rows = batches.Select(batch => batch.Coverage.ShouldHaveSingleItem()).ToList();
        rows.ShouldAllBe(row => row.Outcome == CoverageOutcome.Partial && row.Detail!.Contains("Left out: the incident from 11:49 UTC on"));
        rows.Select(row => row.LinesSkipped).ShouldBe([191, 7], "the fake counts its lines in both windows");
    }

    [Fact]
    public async Task An_hour_before_that_is_cut_off_in_Insights_counts_only_its_whole_minutes()
    {
        var logs = new FakeLogs
        {
            Answer = (_, query) => query.StartsWith("stats", StringComparison.Ordinal)
                ? new QueryResults("Complete", [Row(("@ptr", "1"))], null, 0)
                : new QueryResults(
                    "Complete", [.. Enumerable.Range(0, 10).Select(i => Line(A, Before.AddSeconds(i * 30), "ERROR x"))], null, 0),
        };

        var batch = (await CollectAsync(logs, Of([A]), maxRows: 10)).ShouldHaveSingleItem();

        batch.Logs.ShouldHaveSingleItem().BaselineCountsPerMinute.ShouldBe([2, 2, 2, 2]);
        batch.Coverage.ShouldHaveSingleItem().Detail.ShouldNotBeNull().ShouldContain("the hour before from 10:49 UTC on");
    }

    private static FilteredPage Pages(DateTimeOffset from, string? token)
    {
        var page = token is null ? 0 : int.Parse(token, System.Globalization.CultureInfo.InvariantCulture);
        return new FilteredPage(
            [.. Enumerable.Range(0, 7).Select(i => new FilteredEvent(from.AddMinutes((page * 7) + i), "ERROR boom 1", "s"))], $"{page + 1}");
    }

    private static FakeLogs Refusing() => new() { Refusal = _ => FakeLogs.Refused(RefusalReason.Throttled, "concurrency limit") };

    private static IReadOnlyDictionary<string, string> Count(string group, int lines) => Row(
        ("@log", $"123456789012:{group}"), ("minute", $"{From.AddMinutes(3):yyyy-MM-dd HH:mm:ss.fff}"), ("lines", $"{lines}"));

    /// <summary>A line of each group that was asked for, and the counts of them.</summary>
    private static QueryResults Answer(IReadOnlyList<string> groups, string query) => query.StartsWith("stats", StringComparison.Ordinal)
        ? new QueryResults("Complete", [.. groups.Select(group => Count(group, 1))], groups.Count, 10)
        : new QueryResults(
            "Complete",
            [.. groups.Select(group => Line($"123456789012:{group}", From.AddMinutes(3), group == A ? "ERROR of a" : "ERROR of b"))],
            groups.Count, 10);
}
