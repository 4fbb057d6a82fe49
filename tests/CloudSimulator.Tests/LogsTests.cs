using Amazon.Runtime;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class LogsTests : SimulatorTest
{
    private const string Group = "/aws/lambda/checkout-handler";
    private SessionAWSCredentials session = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        session = await AssumeAsync();
    }

    [Fact]
    public async Task DescribeLogGroups_Paged_GivesAllOnce()
    {
        var first = await Client.LogsAsync(session, "DescribeLogGroups", new { logGroupNamePrefix = "/aws/lambda/", limit = 1 });
        var second = await Client.LogsAsync(
            session, "DescribeLogGroups",
            new { logGroupNamePrefix = "/aws/lambda/", limit = 1, nextToken = (string?)first.Json!["nextToken"] });

        ((string?)first.Json["logGroups"]![0]!["logGroupName"]).ShouldBe("/aws/lambda/catalog-indexer");
        ((string?)second.Json!["logGroups"]![0]!["logGroupName"]).ShouldBe(Group);
        ((string?)second.Json["logGroups"]![0]!["arn"]).ShouldBe($"arn:aws:logs:us-east-1:123456789012:log-group:{Group}:*");
        second.Json["nextToken"].ShouldBeNull();
    }

    [Fact]
    public async Task Query_GoesScheduledRunningComplete()
    {
        var id = await StartAsync("fields @timestamp, @message | limit 3");

        ((string?)(await ResultsAsync(id)).Json!["status"]).ShouldBe("Scheduled");
        ((string?)(await ResultsAsync(id)).Json!["status"]).ShouldBe("Running");
        var complete = (await ResultsAsync(id)).Json!;
        ((string?)complete["status"]).ShouldBe("Complete");
        var row = complete["results"]![0]!.AsArray();
        row.Select(field => (string)field!["field"]!).ShouldBe(["@timestamp", "@message", "@ptr"]);
        ((string?)row[0]!["value"]).ShouldNotBeNull().ShouldMatch(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$");
        ((double)complete["statistics"]!["recordsScanned"]!).ShouldBeGreaterThan(1000);
        ((double)complete["statistics"]!["bytesScanned"]!).ShouldBeGreaterThan(100_000);
    }

    [Fact]
    public async Task Query_TimeoutsAreNewInTheIncident_TheLoudErrorIsNot()
    {
        (await RowsAsync("filter @message like /Task timed out after 3\\.00 seconds/", -3600, -420)).ShouldBeEmpty();
        (await RowsAsync("filter @message like /Task timed out after 3\\.00 seconds/", -420, 0)).Count.ShouldBeGreaterThan(150);
        var perMinute = await RowsAsync(
            "filter @message like \"RecommendationClient\" | stats count(*) as lines by bin(1m) as minute | sort minute asc",
            -3 * 3600, 0);
        perMinute.Count.ShouldBeGreaterThanOrEqualTo(180);
        perMinute.Skip(1).Take(179).ShouldAllBe(row => int.Parse(row["lines"]) >= 40);
    }

    [Fact]
    public async Task Query_RealLambdaLines_ReportTheMemory()
    {
        var reports = await RowsAsync("filter @message like /^REPORT/ | sort @timestamp asc", -900, 0);

        reports[0]["@message"].ShouldContain("Memory Size: 1024 MB");
        reports[^1]["@message"].ShouldContain("Memory Size: 128 MB");
        reports.Count(row => row["@message"].Contains("Status: timeout", StringComparison.Ordinal)).ShouldBeGreaterThan(150);
        reports.Select(row => row["@timestamp"]).ShouldBeInOrder();
    }

    [Fact]
    public async Task Query_WithoutSort_NewestFirst_AndFiltersCombine()
    {
        var rows = await RowsAsync(
            "fields @timestamp, @message, @logStream\n| filter @message like /ERROR/\n"
                + "| filter @message not like 'Recommendation'",
            -600, 0);

        rows.Select(row => row["@timestamp"]).ShouldBeInOrder(SortDirection.Descending);
        rows.ShouldAllBe(row => row["@message"].Contains("abandoned", StringComparison.Ordinal));
        rows[0]["@logStream"].ShouldContain("[42]");
    }

    [Fact]
    public async Task Query_EveryCanaryOfTheLogsAppears()
    {
        var text = string.Join('\n', (await RowsAsync("fields @message", -420, 0)).Select(row => row["@message"]));

        foreach (var canary in Simulator.Facts.Canaries.Skip(1))
        {
            text.ShouldContain(canary);
        }
    }

    [Theory]
    [InlineData("fields @message | parse @message '* *' as a, b")]
    [InlineData("filter @message like")]
    [InlineData("filter nosuchfield = 'x'")]
    [InlineData("limit 0")]
    [InlineData("stats avg(@duration)")]
    [InlineData("filter @message like /(/")]
    public async Task StartQuery_OutsideTheSubset_Malformed(string query) =>
        (await StartAnswerAsync(query)).ErrorType.ShouldBe("MalformedQueryException");

    [Fact]
    public async Task StartQuery_UnknownGroup_ResourceNotFound() =>
        (await Client.LogsAsync(session, "StartQuery", Request("limit 1", "/aws/lambda/none"))).ErrorType
            .ShouldBe("ResourceNotFoundException");

    [Fact]
    public async Task StartQuery_Milliseconds_AreRefused() => (await Client.LogsAsync(session, "StartQuery", new
    {
        logGroupNames = new[] { Group },
        startTime = AlarmTime.ToUnixTimeMilliseconds() - 1000,
        endTime = AlarmTime.ToUnixTimeMilliseconds(),
        queryString = "limit 1",
    })).ErrorType.ShouldBe("InvalidParameterException");

    [Fact]
    public async Task StartQuery_ThirtyRunning_TheNextIsRefusedUntilOneEnds()
    {
        var ids = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            ids.Add(await StartAsync("limit 1"));
        }

        (await StartAnswerAsync("limit 1")).ErrorType.ShouldBe("LimitExceededException");

        ((bool?)(await Client.LogsAsync(session, "StopQuery", new { queryId = ids[0] })).Json!["success"]).ShouldBe(true);
        ((string?)(await ResultsAsync(ids[0])).Json!["status"]).ShouldBe("Cancelled");
        (await StartAnswerAsync("limit 1")).Status.ShouldBe(200);
    }

    private object Request(string query, string group = Group, int from = -1800, int to = 0) => new
    {
        logGroupIdentifiers = new[] { $"arn:aws:logs:us-east-1:123456789012:log-group:{group}" },
        startTime = AlarmTime.ToUnixTimeSeconds() + from,
        endTime = AlarmTime.ToUnixTimeSeconds() + to,
        queryString = query,
    };

    private Task<AwsAnswer> StartAnswerAsync(string query) => Client.LogsAsync(session, "StartQuery", Request(query));

    private async Task<string> StartAsync(string query, int from = -1800, int to = 0) =>
        (string)(await Client.LogsAsync(session, "StartQuery", Request(query, Group, from, to))).Json!["queryId"]!;

    private Task<AwsAnswer> ResultsAsync(string id) => Client.LogsAsync(session, "GetQueryResults", new { queryId = id });

    private async Task<List<Dictionary<string, string>>> RowsAsync(string query, int from, int to)
    {
        var id = await StartAsync(query, from, to);
        var answer = await ResultsAsync(id);
        while ((string?)answer.Json!["status"] != "Complete")
        {
            answer = await ResultsAsync(id);
        }

        return [.. answer.Json["results"]!.AsArray().Select(row => row!.AsArray()
            .ToDictionary(field => (string)field!["field"]!, field => (string)field!["value"]!))];
    }
}
