using Amazon.Runtime;

namespace CauseFlow.CloudSimulation.Tests;

public sealed class CloudWatchTests : SimulatorTest
{
    private SessionAWSCredentials session = null!;

    private long AlarmMinute => AlarmTime.ToUnixTimeSeconds() / 60 * 60;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        session = await AssumeAsync();
    }

    [Fact]
    public async Task DescribeAlarms_ByName_ReturnsTheMetricAlarm()
    {
        var answer = await Client.CloudWatchAsync(
            session, "DescribeAlarms", new { AlarmNames = new[] { "checkout-handler-errors" } });

        var alarm = answer.Json!["MetricAlarms"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)alarm["AlarmArn"]).ShouldBe(Simulator.Facts.AlarmArn);
        ((string?)alarm["StateValue"]).ShouldBe("ALARM");
        ((double)alarm["StateUpdatedTimestamp"]!).ShouldBe(AlarmTime.ToUnixTimeMilliseconds() / 1000.0);
        ((string?)alarm["Dimensions"]![0]!["Name"]).ShouldBe("FunctionName");
        ((string?)alarm["StateReason"]).ShouldNotBeNull()
            .ShouldMatch(@"^Threshold Crossed: 3 out of the last 3 datapoints \[\d+\.0 \(\d\d/\d\d/\d\d ");
    }

    [Theory]
    [InlineData("no-such-alarm", "us-east-1")]
    [InlineData("checkout-handler-errors", "eu-west-1")]
    public async Task DescribeAlarms_UnknownNameOrOtherRegion_IsEmpty(string name, string region) =>
        (await Client.CloudWatchAsync(session, "DescribeAlarms", new { AlarmNames = new[] { name } }, region))
            .Json!["MetricAlarms"]!.AsArray().ShouldBeEmpty();

    [Fact]
    public async Task DescribeAlarms_ForgedToken_IsRefused() =>
        (await Client.CloudWatchAsync(session, "DescribeAlarms", new { NextToken = "forged" })).ErrorType
            .ShouldBe("InvalidNextToken");

    [Fact]
    public async Task DescribeAlarmHistory_ShowsTheTransition() =>
        ((string?)(await Client.CloudWatchAsync(session, "DescribeAlarmHistory", new { }))
            .Json!["AlarmHistoryItems"]![0]!["HistorySummary"]).ShouldBe("Alarm updated from OK to ALARM");

    [Fact]
    public async Task GetMetricData_TellsTheIncident()
    {
        var answer = await MetricsAsync([
            Query("errors", "Errors", "Sum"), Query("duration", "Duration", "p99"), Query("throttles", "Throttles", "Sum"),
            Query("memory", "Duration", "Minimum")]);

        var errors = Series(answer, "errors");
        errors.Where(point => point.Key < AlarmMinute - 300).ShouldAllBe(point => point.Value == 0);
        errors.Where(point => point.Key >= AlarmMinute - 240).ShouldAllBe(point => point.Value > 30);
        var duration = Series(answer, "duration");
        duration[AlarmMinute - 3600].ShouldBeInRange(250, 330);
        duration[AlarmMinute - 120].ShouldBeInRange(2900, 3000);
        Series(answer, "throttles").Values.ShouldAllBe(value => value == 0);
        ((string?)answer.Json!["MetricDataResults"]![0]!["StatusCode"]).ShouldBe("Complete");
    }

    [Fact]
    public async Task GetMetricData_SameScenarioAnotherTime_SameNumbers()
    {
        var first = Series(await MetricsAsync([Query("d", "Duration", "Average")]), "d");
        await using var later = await CloudSimulator.StartAsync(
            new CloudSimulatorOptions { TimeProvider = Clock, AlarmTime = AlarmTime.AddDays(-3) });
        using var client = new AwsTestClient(later.AwsEndpoint, Clock);
        using var sts = new Amazon.SecurityToken.AmazonSecurityTokenServiceClient(
            new BasicAWSCredentials(later.Facts.PrincipalAccessKeyId, later.Facts.PrincipalSecretAccessKey),
            new Amazon.SecurityToken.AmazonSecurityTokenServiceConfig
            {
                ServiceURL = later.AwsEndpoint.AbsoluteUri,
                AuthenticationRegion = "us-east-1",
            });
        var issued = (await sts.AssumeRoleAsync(new()
        {
            RoleArn = RoleArn, RoleSessionName = "other", ExternalId = ExternalId,
        })).Credentials;
        var second = Series(
            await client.CloudWatchAsync(
                new SessionAWSCredentials(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken),
                "GetMetricData", Body([Query("d", "Duration", "Average")], 3 * 86_400)), "d");

        second.Values.ShouldBe(first.Values);
    }

    [Fact]
    public async Task GetMetricData_Paged_GivesEveryPointOnceAndSaysPartial()
    {
        var queries = new[] { Query("errors", "Errors", "Sum"), Query("invocations", "Invocations", "Sum") };
        var whole = await MetricsAsync(queries);
        var (points, statuses, token, pages) = (new List<(string, double)>(), new List<string>(), (string?)null, 0);
        do
        {
            var page = await Client.CloudWatchAsync(session, "GetMetricData", Body(queries, 0, token, 50));
            foreach (var result in page.Json!["MetricDataResults"]!.AsArray())
            {
                statuses.Add((string)result!["StatusCode"]!);
                points.AddRange(result["Timestamps"]!.AsArray().Select(time => ((string)result["Id"]!, (double)time!)));
            }

            token = (string?)page.Json["NextToken"];
            pages++;
        }
        while (token is not null);

        pages.ShouldBe(3);
        statuses.ShouldBe(["PartialData", "Complete", "PartialData", "Complete"]);
        points.Count.ShouldBe(Series(whole, "errors").Count + Series(whole, "invocations").Count);
        points.ShouldBeUnique();
    }

    [Theory]
    [InlineData("Id", "Bad", "Sum", 60)]
    [InlineData("x", "Errors", "Median", 60)]
    [InlineData("x", "Errors", "Sum", 61)]
    public async Task GetMetricData_InvalidQuery_IsRefused(string id, string metric, string stat, int period) =>
        (await MetricsAsync([Query(id, metric, stat, period)])).ErrorType.ShouldBe("ValidationError");

    [Fact]
    public async Task GetMetricData_WrongType_SerializationException() =>
        (await Client.CloudWatchAsync(session, "GetMetricData", new { StartTime = "2026-01-01T00:00:00Z" })).ErrorType
            .ShouldBe("SerializationException");

    [Fact]
    public async Task ListMetrics_ByDimension_FindsThem() => (await Client.CloudWatchAsync(
        session, "ListMetrics",
        new { Namespace = "AWS/Lambda", Dimensions = new[] { new { Name = "FunctionName", Value = "checkout-handler" } } }))
        .Json!["Metrics"]!.AsArray().Count.ShouldBe(5);

    private Task<AwsAnswer> MetricsAsync(object[] queries) =>
        Client.CloudWatchAsync(session, "GetMetricData", Body(queries, 0));

    private object Body(object[] queries, int secondsBack, string? token = null, int? maxDatapoints = null) => new
    {
        MetricDataQueries = queries,
        StartTime = AlarmMinute - secondsBack - 3600,
        EndTime = AlarmMinute - secondsBack,
        NextToken = token,
        MaxDatapoints = maxDatapoints,
    };

    private static object Query(string id, string metric, string stat, int period = 60) => new
    {
        Id = id,
        MetricStat = new
        {
            Metric = new
            {
                Namespace = "AWS/Lambda",
                MetricName = metric,
                Dimensions = new[] { new { Name = "FunctionName", Value = "checkout-handler" } },
            },
            Period = period,
            Stat = stat,
        },
    };

    private static Dictionary<long, double> Series(AwsAnswer answer, string id)
    {
        var result = answer.Json!["MetricDataResults"]!.AsArray().Single(item => (string?)item!["Id"] == id)!;
        return result["Timestamps"]!.AsArray().Zip(result["Values"]!.AsArray())
            .ToDictionary(pair => (long)(double)pair.First!, pair => (double)pair.Second!);
    }
}
