using CauseFlow.Contracts;
using CauseFlow.Ingestion.Grouping;

namespace CauseFlow.Ingestion.Tests.Grouping;

public sealed class IncidentKeyTests
{
    [Theory]
    [InlineData("ClusterName=shop,ServiceName=a", "ClusterName=other,ServiceName=a")]
    [InlineData("ClusterName=shop,ServiceName=a", "ClusterName=shop")]
    [InlineData("ClusterName=shop", "ClusterName=other")]
    [InlineData("ApiId=a1", "ApiId=b2")]
    [InlineData("QueueName=orders", "TableName=orders")]
    [InlineData("FunctionName=a", "FunctionName=b")]
    public void Of_TwoResources_AreTwoKeys(string first, string second) => Key(first).ShouldNotBe(Key(second));

    [Theory]
    [InlineData("FunctionName=a", "FunctionName=a,Resource=a:live,ExecutedVersion=7")]
    [InlineData("InstanceId=i-0a", "AutoScalingGroupName=web,InstanceId=i-0a,path=/")]
    [InlineData("LoadBalancer=app/a/1", "LoadBalancer=app/a/1,TargetGroup=targetgroup/b/2,AvailabilityZone=us-east-1a")]
    [InlineData("ClusterName=shop", "ClusterName=shop,CapacityProviderName=spot")]
    [InlineData("ApiId=a1", "ApiId=a1,Stage=$default")]
    public void Of_FurtherDimensions_TheFirstOfTheOrderDecides(string first, string second) =>
        Key(first).ShouldBe(Key(second));

    [Theory]
    [InlineData("ClusterName=shop")]
    [InlineData("ApiId=a1")]
    public void Of_AResource_IsSharedByItsAlarms(string dimensions) =>
        Key(dimensions, alarm: "cpu").ShouldBe(Key(dimensions, alarm: "memory"));

    [Theory]
    [InlineData("m2 / 100")]
    [InlineData("FILL(m2, REPEAT)")]
    [InlineData("IF(SUM(m2) > 3, m2)")]
    [InlineData("ANOMALY_DETECTION_BAND(m2, 2)")]
    [InlineData("""METRICS("2")""")]
    [InlineData("e2 * 2")]
    public void Of_MetricMath_TheMetricThatTheReturnedExpressionReadsDecides(string expression) =>
        Key([Metric("m1", "FunctionName=other"), Metric("m2", "FunctionName=checkout"), Line("e2", "RATE(m2)"),
            Line("e1", expression, returned: true)]).ShouldBe(Key("FunctionName=checkout"));

    [Fact]
    public void Of_MetricMath_AReturnedMetricComesBeforeAllOthers() =>
        Key([Metric("m1", "FunctionName=other"), Metric("m2", "FunctionName=checkout", returned: true)])
            .ShouldBe(Key("FunctionName=checkout"));

    [Theory]
    [InlineData("m1 / m2", "FunctionName=a")]
    [InlineData("m2 / m1", "FunctionName=b")]
    [InlineData("m3 / m2", "FunctionName=b")]
    [InlineData("m2 / m3", "FunctionName=b")]
    [InlineData("m4 + m3", "LoadBalancer=app/a/1")]
    [InlineData("SUM(METRICS())", "FunctionName=a")]
    public void Of_SeveralMetrics_TheOrderOfDimensionsAndThenOfReadingDecides(string expression, string expected) =>
        Key([Line("e1", expression, returned: true), Metric("m1", "FunctionName=a"), Metric("m2", "FunctionName=b"),
            Metric("m3", "LoadBalancer=app/a/1"), Metric("m4", "Stage=prod")]).ShouldBe(Key(expected));

    [Theory]
    [InlineData("""SEARCH('{AWS/Lambda,FunctionName} m1', 'Sum', 60)""")]
    [InlineData("""SELECT MAX(m1x) FROM "m1" """)]
    [InlineData("Am1 + m12")]
    [InlineData("e1 + e2")]
    public void Of_AnExpressionThatReadsNoLine_IsTheAlarmItself(string expression) =>
        Key([Metric("m1", "FunctionName=a"), Line("e1", expression, returned: true), Line("e2", "e1")])
            .ShouldBe(Key("Nothing=known"));

    private static MetricExpression Metric(string id, string dimensions, bool returned = false) =>
        new() { Id = id, Dimensions = Dimensions(dimensions), ReturnData = returned };

    private static MetricExpression Line(string id, string expression, bool returned = false) =>
        new() { Id = id, Expression = expression, ReturnData = returned };

    private static string Key(string dimensions, string alarm = "a") =>
        IncidentKey.Of("ten_a", Fact(alarm) with { Dimensions = Dimensions(dimensions) });

    private static string Key(IReadOnlyList<MetricExpression> lines) =>
        IncidentKey.Of("ten_a", Fact("a") with { Metrics = lines });

    private static Dictionary<string, string> Dimensions(string text) =>
        text.Split(',').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static AlarmFact Fact(string name) => new()
    {
        Provider = CloudProvider.Aws,
        Id = $"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}",
        Name = name,
        Account = "123456789012",
        Region = "us-east-1",
        State = AlarmState.Alarm,
        StateChangedAt = Transitions.Start,
    };
}
