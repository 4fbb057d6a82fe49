using Amazon.Runtime;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Tests;

/// <summary>Metric filters, FilterLogEvents and queries over several groups, on the scenario that has them.</summary>
public sealed class MetricFilterTests : SimulatorTest
{
    private const string Group = "/aws/lambda/order-api";
    private SessionAWSCredentials session = null!;

    protected override CloudSimulatorOptions Options => new() { Scenario = "dependency-errors" };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        session = await AssumeAsync();
    }

    [Fact]
    public async Task DescribeMetricFilters_ByMetric_GivesItsGroupAndPattern()
    {
        var answer = await LogsAsync("DescribeMetricFilters", new { metricName = "PaymentErrors", metricNamespace = "Shop/Orders" });

        var filter = answer.Json!["metricFilters"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)filter["logGroupName"], (string?)filter["filterPattern"]).ShouldBe((Group, "ERROR PaymentClient"));
        ((string?)filter["metricTransformations"]![0]!["metricName"]).ShouldBe("PaymentErrors");
        (await LogsAsync("DescribeMetricFilters", new { metricName = "PaymentErrors" })).ErrorType.ShouldBe("InvalidParameterException");
    }

    [Fact]
    public async Task DescribeMetricFilters_Paged_GivesAllOnce()
    {
        var first = await LogsAsync("DescribeMetricFilters", new { logGroupName = Group, limit = 1 });
        var second = await LogsAsync("DescribeMetricFilters", new { logGroupName = Group, limit = 1, nextToken = (string?)first.Json!["nextToken"] });

        ((string?)first.Json["metricFilters"]![0]!["filterName"], (string?)second.Json!["metricFilters"]![0]!["filterName"])
            .ShouldBe(("orders-taken", "payment-errors"));
        second.Json["nextToken"].ShouldBeNull();
    }

    [Fact]
    public async Task FilterLogEvents_Paged_GivesEveryMatchOnce_AndTheMetricCountsThem()
    {
        var (events, token, pages) = (new List<string>(), (string?)null, 0);
        do
        {
            var page = await LogsAsync("FilterLogEvents", Filter("ERROR PaymentClient", 40, token));
            events.AddRange(page.Json!["events"]!.AsArray().Select(e => (string)e!["eventId"]!));
            token = (string?)page.Json["nextToken"];
            pages++;
        }
        while (token is not null);

        pages.ShouldBeGreaterThan(2);
        events.ShouldBeUnique();
        var metric = await Client.CloudWatchAsync(session, "GetMetricData", new
        {
            StartTime = Minute(-60).ToUnixTimeSeconds(),
            EndTime = Minute(0).ToUnixTimeSeconds(),
            MetricDataQueries = new[]
            {
                new
                {
                    Id = "m", MetricStat = new { Metric = new { Namespace = "Shop/Orders", MetricName = "PaymentErrors" }, Period = 60, Stat = "Sum" },
                },
            },
        });
        var values = metric.Json!["MetricDataResults"]![0]!["Values"]!.AsArray().Select(value => (double)value!).ToList();
        values.Count.ShouldBe(60, "the filter has a default value");
        values.Sum().ShouldBe(events.Count);
    }

    [Theory]
    [InlineData("\"answered 503\"", "503")]
    [InlineData("?ETIMEDOUT ?Unavailable", "PaymentClient")]
    [InlineData("ERROR -PaymentClient", "Recommendations")]
    public async Task FilterLogEvents_Pattern_IsUnderstood(string pattern, string expected)
    {
        var events = (await LogsAsync("FilterLogEvents", Filter(pattern, 100, null))).Json!["events"]!.AsArray();

        events.ShouldNotBeEmpty();
        events.ShouldAllBe(e => ((string)e!["message"]!).Contains(expected));
    }

    [Fact]
    public async Task FilterLogEvents_JsonPatternOrUnknownGroup_IsRefused()
    {
        (await LogsAsync("FilterLogEvents", Filter("{ $.level = \"ERROR\" }", 10, null))).ErrorType.ShouldBe("InvalidParameterException");
        (await LogsAsync("FilterLogEvents", new { logGroupName = "/none" })).ErrorType.ShouldBe("ResourceNotFoundException");
        (await Client.LogsAsync(await AssumeAsync(role: "ObservabilityNoInsights"), "StartQuery", new { logGroupName = Group }))
            .ErrorType.ShouldBe("AccessDeniedException");
    }

    [Fact]
    public async Task StartQuery_SeveralGroups_CountsThemApart()
    {
        var rows = await RowsAsync("stats count(*) as lines by @log, bin(1m) as minute | sort minute asc");

        rows.Select(row => row["@log"]).Distinct().ShouldBe([$"123456789012:{Group}", "123456789012:/aws/lambda/order-mailer"], ignoreOrder: true);
        rows.ShouldAllBe(row => row.ContainsKey("minute") && row.ContainsKey("lines"));
    }

    [Fact]
    public async Task StartQuery_OfAPlainServer_IsDoneAtOnceAndOverlooksCounts()
    {
        Simulator.Switches.Set("logs:StartQuery", new Switch { QueriesArePlain = true, QueriesCompleteAtOnce = true });

        var rows = await RowsAsync("stats count(*) as lines by @log, bin(1m) as minute | sort minute asc", looks: 1);

        rows.ShouldNotBeEmpty();
        rows.ShouldAllBe(row => row.Keys.SequenceEqual(new[] { "@ptr" }));
    }

    [Fact]
    public async Task StartQuery_DoneAtOnce_TakesNoPlaceOfTheAccountsLimit()
    {
        Simulator.Switches.Set("logs:StartQuery", new Switch { QueriesCompleteAtOnce = true });

        for (var i = 0; i < 31; i++)
        {
            (await RowsAsync("fields @timestamp | limit 1", looks: 1)).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("aws", 400, "UnknownOperationException")]
    [InlineData("invalid_action", 400, null)]
    [InlineData("not_implemented", 501, "InternalFailure")]
    [InlineData("not_found", 404, null)]
    [InlineData("not_allowed", 405, null)]
    [InlineData("traceback", 500, null)]
    public async Task UnknownOperation_IsSaidAsServersSayIt(string form, int status, string? code)
    {
        Simulator.Switches.Set("logs:DescribeLogGroups", new Switch { UnknownOperation = form });

        var answer = await LogsAsync("DescribeLogGroups", new { });

        (answer.Status, answer.ErrorType).ShouldBe((status, code));
    }

    private Task<AwsAnswer> LogsAsync(string operation, object body) => Client.LogsAsync(session, operation, body);

    private DateTimeOffset Minute(int minute) =>
        DateTimeOffset.FromUnixTimeSeconds((AlarmTime.ToUnixTimeSeconds() / 60 * 60) + (minute * 60));

    private object Filter(string pattern, int limit, string? token) => new
    {
        logGroupName = Group, filterPattern = pattern, limit, nextToken = token,
        startTime = Minute(-60).ToUnixTimeMilliseconds(), endTime = Minute(0).ToUnixTimeMilliseconds(),
    };

    private async Task<List<Dictionary<string, string>>> RowsAsync(string query, int looks = 3)
    {
        var started = await LogsAsync("StartQuery", new
        {
            logGroupNames = new[] { Group, "/aws/lambda/order-mailer" }, queryString = query,
            startTime = Minute(-10).ToUnixTimeSeconds(), endTime = Minute(0).ToUnixTimeSeconds(),
        });
        AwsAnswer? answer = null;
        for (var i = 0; i < looks; i++)
        {
            answer = await LogsAsync("GetQueryResults", new { queryId = (string?)started.Json!["queryId"] });
        }

        ((string?)answer!.Json!["status"]).ShouldBe("Complete");
        return [.. answer.Json["results"]!.AsArray().Select(row => row!.AsArray()
            .ToDictionary(field => (string)field!["field"]!, field => (string)field!["value"]!))];
    }
}
