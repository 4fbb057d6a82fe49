using System.Globalization;
using System.Text.Json;
using CauseFlow.Contracts;

namespace CauseFlow.Ingestion.Tests.Alarms;

/// <summary>CloudWatch messages as they really look.</summary>
public static class AlarmMessages
{
    public const string Account = "123456789012";

    public static string Metric(
        string name, AlarmState state, DateTimeOffset at, string function = "checkout", string account = Account) =>
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["AlarmName"] = name,
            ["AlarmDescription"] = null,
            ["AWSAccountId"] = account,
            ["AlarmConfigurationUpdatedTimestamp"] = "2026-01-01T00:00:00.000+0000",
            ["NewStateValue"] = State(state),
            ["NewStateReason"] = "Threshold Crossed: 1 datapoint [5.0] was greater than the threshold (1.0).",
            ["StateChangeTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            ["Region"] = "US East (N. Virginia)",
            ["AlarmArn"] = Arn(name, account),
            ["OldStateValue"] = "OK",
            ["OKActions"] = Array.Empty<string>(),
            ["AlarmActions"] = new[] { "arn:aws:sns:us-east-1:123456789012:alarms" },
            ["Trigger"] = new Dictionary<string, object?>
            {
                ["MetricName"] = "Errors",
                ["Namespace"] = "AWS/Lambda",
                ["StatisticType"] = "Statistic",
                ["Statistic"] = "SUM",
                ["Unit"] = null,
                ["Dimensions"] = new[] { new { value = function, name = "FunctionName" } },
                ["Period"] = 60,
                ["EvaluationPeriods"] = 2,
                ["DatapointsToAlarm"] = 1,
                ["ComparisonOperator"] = "GreaterThanThreshold",
                ["Threshold"] = 1.0,
                ["TreatMissingData"] = "- TreatMissingData:                    notBreaching",
            },
        });

    /// <summary>A composite alarm whose rule names alarms, of which some made it change.</summary>
    public static string CompositeOf(
        string name, AlarmState state, DateTimeOffset at, string rule, string[] triggering, string region = "us-east-1") =>
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["AlarmName"] = name,
            ["AWSAccountId"] = Account,
            ["NewStateValue"] = State(state),
            ["NewStateReason"] = "x",
            ["StateChangeTime"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            ["AlarmArn"] = Arn(name).Replace("us-east-1", region, StringComparison.Ordinal),
            ["OldStateValue"] = "OK",
            ["AlarmRule"] = rule,
            ["TriggeringChildren"] = triggering.Select(child => new { Arn = Arn(child), State = new { Value = "ALARM" } }),
        });

    public const string Composite =
        """
        {"AlarmName":"checkout-down","AlarmDescription":"","AWSAccountId":"123456789012","NewStateValue":"ALARM",
        "NewStateReason":"x","StateChangeTime":"2026-03-01T12:00:00.123+0000","Region":"US East (Ohio)",
        "AlarmArn":"arn:aws:cloudwatch:us-east-2:123456789012:alarm:checkout-down","OldStateValue":"OK",
        "AlarmRule":"ALARM(a) OR ALARM(b)",
        "TriggeringChildren":[{"Arn":"arn:aws:cloudwatch:us-east-2:123456789012:alarm:a","State":{"Value":"ALARM"}}]}
        """;

    public const string MetricMath =
        """
        {"AlarmName":"rate","AWSAccountId":"123456789012","NewStateValue":"ALARM","NewStateReason":"x",
        "StateChangeTime":"2026-03-01T12:00:00.123+0000","Region":"US East (Ohio)",
        "AlarmArn":"arn:aws:cloudwatch:us-east-2:123456789012:alarm:rate","OldStateValue":"OK",
        "Trigger":{"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":1.5,
        "Metrics":[{"Id":"e1","Expression":"m1/m2","ReturnData":true}]}}
        """;

    public static string Arn(string name, string account = Account) =>
        $"arn:aws:cloudwatch:us-east-1:{account}:alarm:{name}";

    private static string State(AlarmState state) => state switch
    {
        AlarmState.Alarm => "ALARM",
        AlarmState.Ok => "OK",
        _ => "INSUFFICIENT_DATA",
    };
}
