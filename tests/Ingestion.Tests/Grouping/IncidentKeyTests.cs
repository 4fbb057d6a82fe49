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

    [Theory]
    [InlineData("/subscriptions/s/resourcegroups/g/providers/microsoft.web/sites/a", null, "/SUBSCRIPTIONS/s/resourceGroups/g/providers/Microsoft.Web/sites/A", "westeurope", true)]
    [InlineData("/subscriptions/s/resourcegroups/g/providers/microsoft.web/sites/a", null, "/subscriptions/s/resourcegroups/g/providers/microsoft.web/sites/b", null, false)]
    [InlineData("/subscriptions/s/resourcegroups/g/providers/microsoft.operationalinsights/workspaces/w", null, "/subscriptions/s/resourcegroups/g/providers/microsoft.operationalinsights/workspaces/w", null, false)]
    [InlineData("/subscriptions/s", null, "/subscriptions/s", null, false)]
    [InlineData(null, null, null, null, false)]
    public void Of_AzureAlerts_TheResourceDecidesAndNotItsRegionOrItsCase(
        string? first, string? firstRegion, string? second, string? secondRegion, bool isOne) =>
        (AzureKey("one", first, firstRegion) == AzureKey("two", second, secondRegion)).ShouldBe(isOne);

    [Fact]
    public void Of_AnAzureLogAlert_TheResourceThatItIsSplitByDecides()
    {
        const string workspace = "/subscriptions/s/resourcegroups/g/providers/microsoft.operationalinsights/workspaces/w";
        const string site = "/subscriptions/s/resourcegroups/g/providers/Microsoft.Web/sites/A";
        var split = AzureFact("one", workspace, null) with { Dimensions = Dimensions($"_ResourceId={site}") };
        IncidentKey.Of("ten_a", split).ShouldBe(AzureKey("two", site, null));
    }

    [Fact]
    public void Of_AzureAlertsOfOneRuleWithoutAResource_IsOneKeyHoweverOftenItFires()
    {
        var fact = AzureFact("one", null, null) with { RuleId = "/subscriptions/s/rule" };
        IncidentKey.Of("ten_a", fact with { Id = "another" }).ShouldBe(IncidentKey.Of("ten_a", fact));
    }

    [Theory]
    [InlineData("cloud_run_revision", "service_name=a,revision_name=a-1", "cloud_run_revision", "service_name=a,revision_name=a-2", true)]
    [InlineData("cloud_run_revision", "service_name=a", "cloud_run_revision", "service_name=b", false)]
    [InlineData("gce_instance", "instance_id=1", "gce_instance", "instance_id=2", false)]
    [InlineData("k8s_container", "cluster_name=c,namespace_name=n,pod_name=p1,service_name=s", "k8s_pod", "cluster_name=c,namespace_name=n,pod_name=p2", true)]
    [InlineData("k8s_pod", "cluster_name=c,namespace_name=n", "k8s_pod", "cluster_name=c,namespace_name=m", false)]
    [InlineData("k8s_node", "cluster_name=c,node_name=1", "k8s_cluster", "cluster_name=c", true)]
    [InlineData("global", "x=y", "global", "x=y", false)]
    public void Of_GcpIncidents_TheResourceThatStaysDecides(
        string firstType, string first, string secondType, string second, bool isOne) =>
        (GcpKey("one", firstType, first) == GcpKey("two", secondType, second)).ShouldBe(isOne);

    private static string AzureKey(string id, string? target, string? region) =>
        IncidentKey.Of("ten_a", AzureFact(id, target, region));

    private static AlarmFact AzureFact(string id, string? target, string? region) => Fact(id) with
    {
        Provider = CloudProvider.Azure, Id = id, Account = "s", Region = region ?? "global",
        TargetIds = target is null ? null : [target],
    };

    private static string GcpKey(string id, string type, string labels) => IncidentKey.Of(
        "ten_a",
        Fact(id) with { Provider = CloudProvider.Gcp, Id = id, ResourceType = type, Dimensions = Dimensions(labels) });

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
