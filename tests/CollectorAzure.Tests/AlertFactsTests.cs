using System.Text.Json;
using CauseFlow.Collection;
using CauseFlow.Collection.Plans;
using CauseFlow.Collection.Redaction;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>Alerts of all kinds as Alerts Management has them.</summary>
public sealed class AlertFactsTests
{
    private const string Sub = "/subscriptions/11111111-2222-4333-8444-555555555555";
    private const string Vm = Sub + "/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/VM-1";

    [Fact]
    public void A_metric_rule_gives_the_metric_its_threshold_and_the_words_that_diagnosis_knows()
    {
        var alarm = Watched("Fired", """
            {"properties":{"windowSize":"PT15M","scopes":[],"criteria":{"allOf":[{"metricName":"Percentage CPU","metricNamespace":"Microsoft.Compute/virtualMachines",
            "operator":"GreaterThanOrEqual","threshold":"90.5","timeAggregation":"Maximum","dimensions":[{"name":"Disk","operator":"Include","values":["C:"]},
            {"name":"Any","operator":"Include","values":["*"]},{"name":"Two","operator":"Include","values":["a","b"]},{"name":"Not","operator":"Exclude","values":["x"]}]}]} } }
            """).ShouldNotBeNull().Alarm;

        alarm.State.ShouldBe(AlarmState.Alarm);
        (alarm.Threshold, alarm.Comparison).ShouldBe((90.5, "GreaterThanOrEqualToThreshold"));
        alarm.Metric.ShouldBe(new MetricRule
        {
            Namespace = "Microsoft.Compute/virtualMachines", Name = "Percentage CPU", Statistic = "Maximum", PeriodSeconds = 900, EvaluationPeriods = 1,
        });
        alarm.Dimensions.ShouldBe(new Dictionary<string, string> { ["Disk"] = "C:" });
        alarm.TargetIds.ShouldBe([Vm.ToLowerInvariant()]);
    }

    [Fact]
    public void An_alert_on_logs_or_activity_has_no_metric_and_still_its_target()
    {
        var watched = Watched("Resolved", null).ShouldNotBeNull();

        (watched.Alarm.State, watched.Alarm.Metric, watched.Lines.Count).ShouldBe((AlarmState.Ok, null, 0));
        watched.Alarm.StateChangedAt.ShouldBe(new DateTimeOffset(2026, 11, 20, 12, 5, 0, TimeSpan.Zero));
        watched.Alarm.TargetIds.ShouldBe([Vm.ToLowerInvariant()]);
    }

    [Theory]
    [InlineData("""{"properties":{"criteria":{"allOf":[{}]}}}""")]
    [InlineData("""{"properties":{"windowSize":"a while","criteria":{"allOf":[{"metricName":"m","threshold":null,"operator":7,"dimensions":{}}]}}}""")]
    [InlineData("""{"properties":{"criteria":null}}""")]
    [InlineData("{}")]
    public void A_rule_of_another_shape_breaks_nothing(string rule) => Watched("Fired", rule).ShouldNotBeNull();

    [Fact]
    public void What_is_no_alert_is_none() =>
        new AlertFacts(Context()).Watched(JsonDocument.Parse("""{"id":"x"}""").RootElement, null).ShouldBeNull();

    private static WatchedAlarm? Watched(string condition, string? rule) => new AlertFacts(Context()).Watched(
        JsonDocument.Parse($$"""
            {"id":"{{Sub}}/providers/Microsoft.AlertsManagement/alerts/a1","properties":{"essentials":{"monitorCondition":"{{condition}}",
            "targetResource":"{{Vm}}","alertRule":"{{Sub}}/resourceGroups/g/providers/Microsoft.Insights/metricAlerts/cpu",
            "startDateTime":"2026-11-20T11:55:00Z","monitorConditionResolvedDateTime":"2026-11-20T12:05:00Z"} } }
            """).RootElement,
        rule is null ? null : JsonDocument.Parse(rule).RootElement);

    private static CollectionContext Context() => new()
    {
        TenantId = "t", InvestigationId = "i", IntegrationId = "n", Account = "11111111-2222-4333-8444-555555555555", Region = "global",
        Target = new CollectionTarget { Resources = [], Accounts = ["11111111-2222-4333-8444-555555555555"], Regions = ["global"] },
        Window = new InvestigationWindow { From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.UnixEpoch.AddHours(1), Baselines = [] },
        Calls = new CallBudget(new Dictionary<string, int>(), 0).MeterFor(AzurePlans.Alarm.Source), Redactor = new Redactor(),
        Ids = new EvidenceIds("t", "i", "n", "global"), Time = TimeProvider.System,
    };
}
