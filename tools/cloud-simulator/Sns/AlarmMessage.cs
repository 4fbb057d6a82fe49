using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.CloudWatch;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>The JSON that CloudWatch puts into an SNS message when a metric alarm changes its state.</summary>
internal static class AlarmMessage
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>CloudWatch sends the console's name of a region, not its code.</summary>
    private static readonly Dictionary<string, string> RegionNames = new()
    {
        ["us-east-1"] = "US East (N. Virginia)",
        ["us-east-2"] = "US East (Ohio)",
        ["us-west-1"] = "US West (N. California)",
        ["us-west-2"] = "US West (Oregon)",
        ["eu-west-1"] = "EU (Ireland)",
        ["eu-central-1"] = "EU (Frankfurt)",
        ["ap-northeast-1"] = "Asia Pacific (Tokyo)",
        ["ap-southeast-2"] = "Asia Pacific (Sydney)",
    };

    public static string Subject(LoadedScenario scenario, AlarmTransition transition) =>
        $"{transition.State}: \"{scenario.Data.Alarm.Name}\" in {RegionName(scenario)}";

    public static string Body(LoadedScenario scenario, AlarmTransition transition)
    {
        var alarm = scenario.Data.Alarm;
        return new JsonObject
        {
            ["AlarmName"] = alarm.Name,
            ["AlarmDescription"] = alarm.Description,
            ["AWSAccountId"] = scenario.Data.Account,
            ["AlarmConfigurationUpdatedTimestamp"] = Stamp(scenario.At(alarm.ConfiguredAtMinute)),
            ["NewStateValue"] = transition.State,
            ["NewStateReason"] = transition.Reason,
            ["StateChangeTime"] = Stamp(transition.At),
            ["Region"] = RegionName(scenario),
            ["AlarmArn"] = scenario.Data.AlarmArn,
            ["OldStateValue"] = transition.PreviousState,
            ["OKActions"] = new JsonArray(scenario.Data.TopicArn),
            ["AlarmActions"] = new JsonArray(scenario.Data.TopicArn),
            ["InsufficientDataActions"] = new JsonArray(),
            ["Trigger"] = Trigger(alarm),
        }.ToJsonString(Json);
    }

    private static JsonObject Trigger(ScenarioAlarm alarm) => alarm.Lines.Count > 0 ? MathTrigger(alarm) : new()
    {
        ["MetricName"] = alarm.MetricName,
        ["Namespace"] = alarm.Namespace,
        ["StatisticType"] = "Statistic",
        ["Statistic"] = alarm.Statistic.ToUpperInvariant(),
        ["Unit"] = null,
        ["Dimensions"] = new JsonArray(
        [
            .. alarm.Dimensions.Select(pair => new JsonObject { ["value"] = pair.Value, ["name"] = pair.Key }),
        ]),
        ["Period"] = alarm.Period,
        ["EvaluationPeriods"] = alarm.EvaluationPeriods,
        ["DatapointsToAlarm"] = alarm.DatapointsToAlarm,
        ["ComparisonOperator"] = alarm.ComparisonOperator,
        ["Threshold"] = alarm.Threshold,
        ["TreatMissingData"] = alarm.TreatMissingData,
        ["EvaluateLowSampleCountPercentile"] = "",
    };

    /// <summary>Metric math has its lines in place of one metric.</summary>
    private static JsonObject MathTrigger(ScenarioAlarm alarm) => new()
    {
        ["Period"] = alarm.Period,
        ["EvaluationPeriods"] = alarm.EvaluationPeriods,
        ["DatapointsToAlarm"] = alarm.DatapointsToAlarm,
        ["ComparisonOperator"] = alarm.ComparisonOperator,
        ["Threshold"] = alarm.Threshold,
        ["ThresholdMetricId"] = alarm.ThresholdMetricId,
        ["TreatMissingData"] = alarm.TreatMissingData,
        ["Metrics"] = new JsonArray(
        [
            .. alarm.Lines.Select(line => new JsonObject
            {
                ["Id"] = line.Id, ["Expression"] = line.Expression, ["Label"] = line.Label, ["ReturnData"] = line.ReturnData,
                ["MetricStat"] = line.Expression is not null ? null : new JsonObject
                {
                    ["Metric"] = new JsonObject
                    {
                        ["Namespace"] = line.Namespace, ["MetricName"] = line.MetricName,
                        ["Dimensions"] = new JsonArray(
                        [
                            .. line.Dimensions.Select(pair => new JsonObject { ["value"] = pair.Value, ["name"] = pair.Key }),
                        ]),
                    },
                    ["Period"] = line.Period, ["Stat"] = line.Statistic,
                },
            }),
        ]),
    };

    private static string RegionName(LoadedScenario scenario) =>
        RegionNames.GetValueOrDefault(scenario.Data.Region, scenario.Data.Region);

    private static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
}
