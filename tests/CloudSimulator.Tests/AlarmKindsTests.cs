using System.Text.Json.Nodes;
using Amazon.Runtime;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Tests;

/// <summary>Composite alarms, metric math and alarm history, as CloudWatch answers.</summary>
public sealed class AlarmKindsTests : SimulatorTest
{
    private SessionAWSCredentials session = null!;

    protected override CloudSimulatorOptions Options => new()
    {
        LoadedScenario = ScenarioLoader.Load("lambda-timeout") is var scenario ? scenario with
        {
            Alarm = scenario.Alarm with { History = [new() { AtMinute = -1440, State = "ALARM" }, new() { AtMinute = -1430, State = "OK" }] },
            MoreAlarms = [new() { Name = "quiet", Namespace = "AWS/Lambda", MetricName = "Throttles", Statistic = "Sum", State = "OK" }],
            CompositeAlarms = [new() { Name = "shop-down", Rule = "ALARM(\"checkout-handler-errors\") OR ALARM(quiet)" }],
        } : null,
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        session = await AssumeAsync();
    }

    [Fact]
    public async Task DescribeAlarms_WithoutAlarmTypes_LeavesCompositeAlarmsOut()
    {
        var without = await CallAsync("DescribeAlarms", new { });
        var with = await CallAsync("DescribeAlarms", new { AlarmTypes = new[] { "CompositeAlarm" } });

        without.Json!["CompositeAlarms"]!.AsArray().ShouldBeEmpty();
        without.Json["MetricAlarms"]!.AsArray().Count.ShouldBe(2);
        ((string?)with.Json!["CompositeAlarms"]![0]!["AlarmRule"]).ShouldNotBeNull().ShouldStartWith("ALARM(");
        with.Json["MetricAlarms"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task DescribeAlarms_ChildrenOfAComposite_SayLittle()
    {
        var children = (await CallAsync("DescribeAlarms", new { ChildrenOfAlarmName = "shop-down" })).Json!["MetricAlarms"]!.AsArray();

        children.Select(child => (string?)child!["AlarmName"]).ShouldBe(["checkout-handler-errors", "quiet"]);
        children[0]!.AsObject().Select(member => member.Key)
            .ShouldBe(["AlarmName", "AlarmArn", "StateValue", "StateUpdatedTimestamp"]);
        (await CallAsync("DescribeAlarms", new { ChildrenOfAlarmName = "none" })).ErrorType.ShouldBe("ResourceNotFound");
    }

    [Fact]
    public async Task DescribeAlarms_WithoutCompositeAlarms_RefusesTheirParameters()
    {
        Simulator.Switches.Set("cloudwatch:DescribeAlarms", new Switch { NoCompositeAlarms = true });

        (await CallAsync("DescribeAlarms", new { AlarmTypes = new[] { "MetricAlarm" } })).ErrorType.ShouldBe("ValidationError");
        (await CallAsync("DescribeAlarms", new { })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task DescribeAlarmHistory_PagesFromTheNewest()
    {
        var first = await CallAsync("DescribeAlarmHistory", new { MaxRecords = 2 });
        var second = await CallAsync("DescribeAlarmHistory", new { MaxRecords = 2, NextToken = (string?)first.Json!["NextToken"] });

        var all = first.Json["AlarmHistoryItems"]!.AsArray().Concat(second.Json!["AlarmHistoryItems"]!.AsArray()).ToList();
        all.Select(item => (string?)item!["HistorySummary"]).ShouldBe(
            ["Alarm updated from OK to ALARM", "Alarm updated from ALARM to OK", "Alarm updated from OK to ALARM"]);
        second.Json["NextToken"].ShouldBeNull();
        ((string?)JsonNode.Parse((string)all[0]!["HistoryData"]!)!["newState"]!["stateValue"]).ShouldBe("ALARM");
    }

    [Theory]
    [InlineData("m1 / m2 * 100", 55, 95)]
    [InlineData("(m1 + m2 - m1) / 2", 25, 35)]
    [InlineData("e2 * 2", 55, 65)]
    public async Task GetMetricData_Arithmetic_IsEvaluated(string expression, double from, double to)
    {
        var result = (await MathAsync(expression)).Json!["MetricDataResults"]!.AsArray().Single(item => (string?)item!["Id"] == "e1")!;

        result["Values"]!.AsArray().Select(value => (double)value!).ShouldAllBe(value => value >= from && value <= to);
        result["Values"]!.AsArray().Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("RATE(m1)", "unknown function RATE")]
    [InlineData("m1 +", "ends too early")]
    [InlineData("m9 + 1", "unknown id m9")]
    [InlineData("e1 + 1", "reads itself")]
    [InlineData("m1 ; m2", "not allowed")]
    public async Task GetMetricData_BadExpression_IsRefused(string expression, string why)
    {
        var answer = await MathAsync(expression);

        answer.ErrorType.ShouldBe("ValidationError");
        answer.Message.ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public async Task GetMetricData_AnomalyBand_GivesTwoSeriesUnderOneId() => (await MathAsync("ANOMALY_DETECTION_BAND(m2, 2)"))
        .Json!["MetricDataResults"]!.AsArray().Where(item => (string?)item!["Id"] == "e1").Select(item => (string?)item!["Label"])
        .ShouldBe(["e1 High", "e1 Low"]);

    private Task<AwsAnswer> CallAsync(string operation, object body) => Client.CloudWatchAsync(session, operation, body);

    private Task<AwsAnswer> MathAsync(string expression)
    {
        var minute = AlarmTime.ToUnixTimeSeconds() / 60 * 60;
        return CallAsync("GetMetricData", new
        {
            StartTime = minute - 180,
            EndTime = minute,
            MetricDataQueries = new object[]
            {
                Metric("m1", "Errors"), Metric("m2", "Invocations"), new { Id = "e2", Expression = "m2 / 2" }, new { Id = "e1", Expression = expression },
            },
        });
    }

    private static object Metric(string id, string name) => new
    {
        Id = id,
        MetricStat = new
        {
            Metric = new
            {
                Namespace = "AWS/Lambda", MetricName = name, Dimensions = new[] { new { Name = "FunctionName", Value = "checkout-handler" } },
            },
            Period = 60,
            Stat = "Sum",
        },
    };
}
