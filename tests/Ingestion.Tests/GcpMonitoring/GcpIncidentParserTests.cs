using System.Text;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.GcpMonitoring;
using CauseFlow.Ingestion.Tests.Sns;

namespace CauseFlow.Ingestion.Tests.GcpMonitoring;

public sealed class GcpIncidentParserTests
{
    private static readonly DateTimeOffset Now = SnsFixture.Now;
    private static readonly DateTimeOffset StartedAt = Now.AddMinutes(-4);

    [Fact]
    public void Parse_OpenIncident_HasItsResourceMetricAndSeverity()
    {
        var alert = Parse(GcpIncidents.Run("0.abc", open: true, StartedAt));
        var alarm = alert.Reading.Alarm.ShouldNotBeNull();
        (alarm.Id, alarm.Account, alarm.Region).ShouldBe(("projects/shop-prod/incidents/0.abc", "shop-prod", "europe-west1"));
        (alarm.State, alarm.StateChangedAt, alarm.Severity).ShouldBe((AlarmState.Alarm, StartedAt, IncidentSeverity.Critical));
        (alarm.RuleId, alarm.ResourceType, alarm.Name).ShouldBe((GcpIncidents.Condition, "cloud_run_revision", "checkout 5xx"));
        var labels = alarm.Dimensions.ShouldNotBeNull();
        (labels["service_name"], labels["response_code_class"]).ShouldBe(("checkout", "5xx"));
        alarm.Metric.ShouldBe(new MetricRule
        {
            Namespace = "run.googleapis.com", Name = "run.googleapis.com/request_count", Statistic = "Sum",
            PeriodSeconds = 60, EvaluationPeriods = 2,
        });
        (alarm.Threshold, alarm.Comparison, alarm.Description).ShouldBe((5, "COMPARISON_GT", "See the runbook."));
        alarm.Tags.ShouldNotBeNull()["team"].ShouldBe("payments");
        (alert.IsDated, alert.MessageId).ShouldBe((true, "0.abc"));
    }

    [Fact]
    public void Parse_ClosedIncident_HasTheTimeOfItsEndOrNone()
    {
        var ended = Parse(GcpIncidents.Run("a", open: false, StartedAt, Now.AddMinutes(-1)));
        ended.Reading.Alarm.ShouldNotBeNull().State.ShouldBe(AlarmState.Ok);
        (ended.IsDated, ended.Reading.Alarm.StateChangedAt).ShouldBe((true, Now.AddMinutes(-1)));

        foreach (var missing in new JsonNode?[] { null, 0 })
        {
            var undated = GcpIncidents.Run("a", open: false, StartedAt);
            undated.Incident()["ended_at"] = missing;
            Parse(undated).IsDated.ShouldBeFalse();
        }
    }

    [Fact]
    public void Parse_TheConsolesTest_IsATest()
    {
        var alert = new GcpIncidentParser().Parse(Encoding.UTF8.GetBytes(GcpIncidents.Test), Now);
        alert.Reading.IgnoredReason.ShouldBe(AlarmReading.TestMessage);
    }

    [Fact]
    public void Parse_OldNotification_TakesTheProjectFromItsConditionOrResource()
    {
        var notification = GcpIncidents.Run("a", open: true, StartedAt);
        notification.Remove("version");
        var incident = notification.Incident();
        incident.Remove("scoping_project_id");
        incident.Remove("scoping_project_number");
        incident["documentation"] = "As plain text.";
        incident["state"] = "OPEN";
        var alarm = Parse(notification).Reading.Alarm.ShouldNotBeNull();
        (alarm.Id, alarm.Description).ShouldBe(("projects/shop-prod/incidents/a", "As plain text."));

        incident.Remove("condition");
        incident.Remove("metric");
        Parse(notification).Reading.Alarm.ShouldNotBeNull().Account.ShouldBe("shop-prod");
    }

    [Theory]
    [InlineData("Critical", IncidentSeverity.Critical)]
    [InlineData("ERROR", IncidentSeverity.High)]
    [InlineData("warning", IncidentSeverity.Medium)]
    [InlineData("No severity", null)]
    public void Parse_Severity_IsMapped(string word, IncidentSeverity? expected)
    {
        var notification = GcpIncidents.Run("a", open: true, StartedAt);
        notification.Incident()["severity"] = word;
        Parse(notification).Reading.Alarm.ShouldNotBeNull().Severity.ShouldBe(expected);
    }

    [Fact]
    public void Parse_OpenWithoutATime_IsUndated()
    {
        var notification = GcpIncidents.Run("a", open: true, StartedAt);
        notification.Incident()["started_at"] = 0;
        var alert = Parse(notification);
        (alert.IsDated, alert.Reading.Alarm.ShouldNotBeNull().StateChangedAt).ShouldBe((false, Now));
    }

    [Theory]
    [InlineData("conditionAbsent")]
    [InlineData("conditionMatchedLog")]
    public void Parse_OtherConditions_HaveNoThreshold(string condition)
    {
        var notification = GcpIncidents.Run("a", open: true, StartedAt);
        var incident = notification.Incident();
        incident["condition"] = new JsonObject
        {
            ["name"] = GcpIncidents.Condition, [condition] = new JsonObject { ["filter"] = "x" },
        };
        incident["threshold_value"] = "";
        var alarm = Parse(notification).Reading.Alarm.ShouldNotBeNull();
        (alarm.Threshold, alarm.Comparison, alarm.RuleId).ShouldBe((null, null, GcpIncidents.Condition));
    }

    private static AlertDocument Parse(JsonObject notification) =>
        new GcpIncidentParser().Parse(Encoding.UTF8.GetBytes(notification.ToJsonString()), Now);
}
