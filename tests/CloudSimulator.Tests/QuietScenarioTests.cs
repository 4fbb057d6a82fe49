namespace CauseFlow.CloudSimulation.Tests;

public sealed class QuietScenarioTests : SimulatorTest
{
    protected override CloudSimulatorOptions Options => new() { Scenario = "lambda-quiet" };

    [Fact]
    public async Task GetMetricData_Gap_HasNoPointsInsteadOfZeros()
    {
        var end = AlarmTime.ToUnixTimeSeconds() / 60 * 60;
        var answer = await Client.CloudWatchAsync(await AssumeAsync(), "GetMetricData", new
        {
            StartTime = end - 600,
            EndTime = end,
            ScanBy = "TimestampAscending",
            MetricDataQueries = new[]
            {
                new
                {
                    Id = "errors",
                    MetricStat = new
                    {
                        Metric = new
                        {
                            Namespace = "AWS/Lambda",
                            MetricName = "Errors",
                            Dimensions = new[] { new { Name = "FunctionName", Value = "nightly-report" } },
                        },
                        Period = 60,
                        Stat = "Sum",
                    },
                },
            },
        });

        var result = answer.Json!["MetricDataResults"]![0]!;
        result["Timestamps"]!.AsArray().Select(time => (long)(double)time!)
            .ShouldBe([end - 600, end - 540, end - 480, end - 420, end - 360]);
        result["Values"]!.AsArray().ShouldAllBe(value => (double)value! == 0);
        ((string?)result["StatusCode"]).ShouldBe("Complete");
    }

    [Fact]
    public async Task Alarm_SaysThatDataWasMissing() =>
        ((string?)(await Client.CloudWatchAsync(await AssumeAsync(), "DescribeAlarms", new { }))
            .Json!["MetricAlarms"]![0]!["StateReason"]).ShouldNotBeNull().ShouldContain("treated as [Breaching]");
}
