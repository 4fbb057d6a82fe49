using System.Globalization;
using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>
/// A change of state of an alarm that the scenario does not have, as CloudWatch writes it: for load and for faults, where
/// thousands of alarms are needed and none has to be found when it is looked up.
/// </summary>
public sealed record AnyAlarm
{
    public required string Name { get; init; }

    /// <summary>The function that it watches: alarms of one resource make one incident. Null: one of its own.</summary>
    public string? Function { get; init; }

    /// <summary>ALARM, OK or INSUFFICIENT_DATA.</summary>
    public string State { get; init; } = "ALARM";

    public required DateTimeOffset At { get; init; }

    /// <summary>The signed notification.</summary>
    public JsonObject Sign(CloudSimulator cloud, string signatureVersion = "2")
    {
        ArgumentNullException.ThrowIfNull(cloud);
        var message = cloud.Publisher.Notification($"{State}: \"{Name}\" in {cloud.Facts.Region}", Body(cloud.Facts).ToJsonString());
        return cloud.Publisher.Signer.Sign(message, signatureVersion);
    }

    private JsonObject Body(SimulatorFacts facts)
    {
        var stamp = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["AlarmName"] = Name,
            ["AlarmDescription"] = "An alarm that nobody can look up.",
            ["AWSAccountId"] = facts.Account,
            ["AlarmConfigurationUpdatedTimestamp"] = stamp,
            ["NewStateValue"] = State,
            ["NewStateReason"] = "Threshold Crossed: 1 datapoint [17.0] was greater than the threshold (5.0).",
            ["StateChangeTime"] = stamp,
            ["Region"] = facts.Region,
            ["AlarmArn"] = $"arn:aws:cloudwatch:{facts.Region}:{facts.Account}:alarm:{Name}",
            ["OldStateValue"] = State == "ALARM" ? "OK" : "ALARM",
            ["OKActions"] = new JsonArray(),
            ["AlarmActions"] = new JsonArray(facts.TopicArn),
            ["InsufficientDataActions"] = new JsonArray(),
            ["Trigger"] = new JsonObject
            {
                ["MetricName"] = "Errors",
                ["Namespace"] = "AWS/Lambda",
                ["StatisticType"] = "Statistic",
                ["Statistic"] = "SUM",
                ["Unit"] = null,
                ["Dimensions"] = new JsonArray(new JsonObject { ["value"] = Function ?? Name, ["name"] = "FunctionName" }),
                ["Period"] = 60,
                ["EvaluationPeriods"] = 1,
                ["DatapointsToAlarm"] = 1,
                ["ComparisonOperator"] = "GreaterThanThreshold",
                ["Threshold"] = 5.0,
                ["TreatMissingData"] = "notBreaching",
                ["EvaluateLowSampleCountPercentile"] = "",
            },
        };
    }
}
