using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation;

namespace CauseFlow.Bench.Accept;

/// <summary>SNS notifications of a CloudWatch alarm, each another firing, signed before anything is measured.</summary>
internal sealed class SignedMessages(CloudSimulator cloud)
{
    private const int Alarms = 50;
    private int made;

    public IReadOnlyList<byte[]> Make(int count) => [.. Enumerable.Range(0, count).Select(_ => MakeOne())];

    private byte[] MakeOne()
    {
        var number = made++;
        var facts = cloud.Facts;
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-20).AddSeconds(number / Alarms);
        var stamp = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
        var name = $"bench-{number % Alarms}";
        var alarm = new JsonObject
        {
            ["AlarmName"] = name,
            ["AlarmDescription"] = "An alarm of the benchmark.",
            ["AWSAccountId"] = facts.Account,
            ["AlarmConfigurationUpdatedTimestamp"] = stamp,
            ["NewStateValue"] = "ALARM",
            ["NewStateReason"] = "Threshold Crossed: 1 datapoint [17.0] was greater than the threshold (5.0).",
            ["StateChangeTime"] = stamp,
            ["Region"] = facts.Region,
            ["AlarmArn"] = $"arn:aws:cloudwatch:{facts.Region}:{facts.Account}:alarm:{name}",
            ["OldStateValue"] = "OK",
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
                ["Dimensions"] = new JsonArray(new JsonObject { ["value"] = name, ["name"] = "FunctionName" }),
                ["Period"] = 60,
                ["EvaluationPeriods"] = 1,
                ["DatapointsToAlarm"] = 1,
                ["ComparisonOperator"] = "GreaterThanThreshold",
                ["Threshold"] = 5.0,
                ["TreatMissingData"] = "notBreaching",
                ["EvaluateLowSampleCountPercentile"] = "",
            },
        };
        var message = cloud.Publisher.Notification($"ALARM: \"{name}\" in {facts.Region}", alarm.ToJsonString());
        return Encoding.UTF8.GetBytes(cloud.Publisher.Signer.Sign(message, "2").ToJsonString());
    }
}
