using System.Text;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.AzureMonitor;
using CauseFlow.Ingestion.Tests.Sns;

namespace CauseFlow.Ingestion.Tests.AzureMonitor;

public sealed class AzureAlertParserTests
{
    private static readonly DateTimeOffset Now = SnsFixture.Now;
    private static readonly DateTimeOffset FiredAt = Now.AddMinutes(-4).AddTicks(3_713_213);

    [Fact]
    public void Parse_MetricAlert_HasItsRuleTargetsMetricAndSeverity()
    {
        var alert = Parse(AzureAlerts.Metric("B9569717-BC32", fired: true, FiredAt));
        var alarm = alert.Reading.Alarm.ShouldNotBeNull();
        alarm.Id.ShouldBe(AzureAlerts.AlertId("b9569717-bc32").ToLowerInvariant());
        (alarm.Provider, alarm.Account, alarm.Region).ShouldBe((CloudProvider.Azure, AzureAlerts.Subscription, "global"));
        alarm.TargetIds.ShouldBe([AzureAlerts.Vm.ToLowerInvariant()]);
        alarm.RuleId.ShouldNotBeNull().ShouldEndWith("/metricalerts/checkout is slow");
        (alarm.State, alarm.Severity).ShouldBe((AlarmState.Alarm, IncidentSeverity.High));
        alarm.StateChangedAt.ShouldBe(AlarmTimes.ToMicroseconds(FiredAt));
        alarm.Metric.ShouldBe(new MetricRule
        {
            Namespace = "Microsoft.Compute/virtualMachines", Name = "Percentage CPU", Statistic = "Average",
            PeriodSeconds = 300, EvaluationPeriods = 1,
        });
        (alarm.Threshold, alarm.Comparison).ShouldBe((90, "GreaterThan"));
        alarm.Reason.ShouldBe("Percentage CPU (Average) was 97.25; the rule fires at GreaterThan 90.");
        (alert.IsDated, alert.IsEvent, alert.MessageId).ShouldBe((true, false, "b9569717-bc32"));
    }

    [Fact]
    public void Parse_Resolved_HasTheTimeOfItsEndOrNone()
    {
        var metric = Parse(AzureAlerts.Metric("a", fired: false, FiredAt, Now.AddMinutes(-1)));
        metric.IsDated.ShouldBeTrue();
        metric.Reading.Alarm.ShouldNotBeNull().State.ShouldBe(AlarmState.Ok);
        metric.Reading.Alarm.StateChangedAt.ShouldBe(Now.AddMinutes(-1));

        var log = Parse(AzureAlerts.Log("a", fired: false, FiredAt));
        log.IsDated.ShouldBeFalse();
        log.Reading.Alarm.ShouldNotBeNull().StateChangedAt.ShouldBe(Now);
        log.Reading.Alarm.Reason.ShouldBe("The query's result (Count) was 7; the rule fires at GreaterThan 3.");
    }

    [Fact]
    public void Parse_OldLogAlert_ReadsMembersWithCapitalsAndNumbersAsText()
    {
        var alert = Parse(AzureAlerts.Of("a", "Log", "Log Analytics", true, FiredAt, null, AzureAlerts.Workspace, """
            {"SearchQuery":"Heartbeat","SearchIntervalStartTimeUtc":"3/22/2019 1:36:31 PM","ResultCount":2,
            "LinkToSearchResults":"https://portal.azure.com/x","SeverityDescription":"Warning","Threshold":"1",
            "Operator":"Greater Than","IncludeSearchResults":"True","Dimensions":[{"name":"Computer","value":"vm-1"}]}
            """));
        var alarm = alert.Reading.Alarm.ShouldNotBeNull();
        (alarm.Threshold, alarm.Comparison).ShouldBe((1, "Greater Than"));
        alarm.Reason.ShouldBe("The query's result count was 2; the rule fires at Greater Than 1.");
        alarm.Dimensions.ShouldNotBeNull()["Computer"].ShouldBe("vm-1");
    }

    [Theory]
    [InlineData("Activity Log - Administrative", "Activity Log", """
        {"authorization":{"action":"Microsoft.Compute/virtualMachines/restart/action"},"claims":"{\"aud\":\"x\"}",
        "caller":"x@example.com","operationName":"Microsoft.Compute/virtualMachines/restart/action","status":"Failed"}
        """, "Microsoft.Compute/virtualMachines/restart/action, Failed")]
    [InlineData("Resource Health", "ActivityLog", """
        {"channels":"Admin","operationName":"Microsoft.Resourcehealth/healthevent/Activated/action","status":"Active",
        "properties":{"title":"Deallocating","details":null,"currentHealthStatus":"Unavailable",
        "previousHealthStatus":"Available","type":"Downtime","cause":"UserInitiated"}}
        """, "Microsoft.Resourcehealth/healthevent/Activated/action, Active, health Available to Unavailable, UserInitiated, Deallocating")]
    [InlineData("ServiceHealth", "Activity Log", """
        {"channels":1,"claims":null,"eventSource":2,"level":3,"operationName":"Microsoft.ServiceHealth/incident/action",
        "properties":{"title":"Storage is slow","service":"Storage","region":"East US","stage":"Active"},"status":"Active"}
        """, "Microsoft.ServiceHealth/incident/action, Active, Storage is slow")]
    public void Parse_AlertOnTheActivityLog_IsAnEvent(string service, string signal, string context, string reason)
    {
        var alert = Parse(AzureAlerts.Of("a", signal, service, true, FiredAt, null, AzureAlerts.Vm, context));
        alert.IsEvent.ShouldBeTrue();
        alert.Reading.Alarm.ShouldNotBeNull().Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("Resource Health", """{"status":"Resolved","properties":{"currentHealthStatus":"Available"}}""")]
    [InlineData("Resource Health", """{"status":"Active","properties":{"currentHealthStatus":"Available"}}""")]
    [InlineData("ServiceHealth", """{"status":"Active","properties":{"title":"Mitigated","stage":"RCA"}}""")]
    public void Parse_AnAlertThatTellsOfARecovery_IsNoAlarm(string service, string context)
    {
        var alert = Parse(AzureAlerts.Of("a", "Activity Log", service, true, FiredAt, null, AzureAlerts.Vm, context));
        (alert.IsEvent, alert.Reading.Alarm.ShouldNotBeNull().State).ShouldBe((false, AlarmState.Ok));
    }

    [Theory]
    [InlineData("Sev0", IncidentSeverity.Critical)]
    [InlineData("Sev1", IncidentSeverity.High)]
    [InlineData("sev2", IncidentSeverity.Medium)]
    [InlineData("Sev3", IncidentSeverity.Low)]
    [InlineData("Sev4", IncidentSeverity.Info)]
    [InlineData("Sev5", null)]
    [InlineData("", null)]
    public void Parse_Severity_IsMapped(string word, IncidentSeverity? expected)
    {
        var alert = AzureAlerts.Metric("a", fired: true, FiredAt);
        alert.Essentials()["severity"] = word;
        Parse(alert).Reading.Alarm.ShouldNotBeNull().Severity.ShouldBe(expected);
    }

    [Fact]
    public void Parse_PortalsTest_IsATest()
    {
        var alert = AzureAlerts.Metric("a", fired: true, Now.AddYears(-5));
        alert.Essentials()["alertId"] = AzureAlerts.AlertId("x", "11111111-1111-1111-1111-111111111111");
        Parse(alert).Reading.IgnoredReason.ShouldBe(AlarmReading.TestMessage);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-15 * 24 * 60)]
    public void Parse_TimeThatCannotBe_IsIgnored(int minutes) =>
        Parse(AzureAlerts.Metric("a", fired: true, Now.AddMinutes(minutes)))
            .Reading.IgnoredReason.ShouldBe(AlarmReading.ImplausibleTime);

    [Fact]
    public void Parse_SecretsInTexts_AreRedacted()
    {
        var alert = AzureAlerts.Metric("a", fired: true, FiredAt);
        alert.Essentials()["description"] = "password=hunter2hunter2";
        alert["data"]!["customProperties"] = new JsonObject { ["password"] = "hunter2hunter2", ["team"] = "shop" };
        var alarm = Parse(alert).Reading.Alarm.ShouldNotBeNull();
        System.Text.Json.JsonSerializer.Serialize(alarm, ContractJson.Options).ShouldNotContain("hunter2");
        alarm.Tags.ShouldNotBeNull()["team"].ShouldBe("shop");
    }

    [Fact]
    public void Parse_WithoutTargets_IsOfTheSubscriptionOfTheAlert()
    {
        var alert = AzureAlerts.Metric("a", fired: true, FiredAt);
        alert.Essentials()["alertTargetIDs"] = new JsonArray("checkout-1", 7, null, "/subscriptions/x/../y");
        var alarm = Parse(alert).Reading.Alarm.ShouldNotBeNull();
        (alarm.Account, alarm.TargetIds).ShouldBe((AzureAlerts.Subscription, null));
    }

    private static AlertDocument Parse(JsonObject alert) =>
        new AzureAlertParser().Parse(Encoding.UTF8.GetBytes(alert.ToJsonString()), Now);
}
