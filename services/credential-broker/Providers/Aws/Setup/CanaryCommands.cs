using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>
/// An alarm that proves the whole way, by hand: it watches a metric that nobody writes, is set into ALARM by the customer's own
/// scheduler once a day, and goes back to OK by itself. CauseFlow gets no right for it. They go on where <see cref="SnsCommands"/> end.
/// </summary>
public static class CanaryCommands
{
    public static IReadOnlyList<string> Create(string partition, string region) =>
    [
        $"aws cloudwatch put-metric-alarm --alarm-name {SetupNames.Canary} --namespace CauseFlow/Canary --metric-name Proof "
            + "--statistic Sum --period 60 --evaluation-periods 1 --threshold 0 --comparison-operator GreaterThanThreshold "
            + $"--treat-missing-data notBreaching --alarm-actions \"$TOPIC_ARN\" --ok-actions \"$TOPIC_ARN\" --region {region}",
        $"aws cloudwatch set-alarm-state --alarm-name {SetupNames.Canary} --state-value ALARM --state-reason 'Proof of the way' --region {region}",
        $"cat > canary-trust.json <<'POLICY'\n{Trust}\nPOLICY",
        $"CANARY_ROLE_ARN=$(aws iam create-role --role-name {SetupNames.CanaryRole} "
            + "--assume-role-policy-document file://canary-trust.json --query Role.Arn --output text)",
        $"cat > canary-policy.json <<POLICY\n{Policy(partition, region)}\nPOLICY",
        $"aws iam put-role-policy --role-name {SetupNames.CanaryRole} --policy-name {SetupNames.CanaryRole} "
            + "--policy-document file://canary-policy.json",
        $"cat > canary-target.json <<TARGET\n{Target(partition)}\nTARGET",
        $"aws scheduler create-schedule --name {SetupNames.Canary} --schedule-expression 'rate(1 day)' "
            + $"--flexible-time-window Mode=OFF --target file://canary-target.json --region {region}",
    ];

    private static string Trust { get; } = Written(new JsonObject
    {
        ["Version"] = AwsPolicies.Version,
        ["Statement"] = new JsonArray(new JsonObject
        {
            ["Effect"] = "Allow", ["Principal"] = new JsonObject { ["Service"] = "scheduler.amazonaws.com" },
            ["Action"] = "sts:AssumeRole",
        }),
    });

    private static string Policy(string partition, string region) => Written(new JsonObject
    {
        ["Version"] = AwsPolicies.Version,
        ["Statement"] = new JsonArray(new JsonObject
        {
            ["Effect"] = "Allow", ["Action"] = "cloudwatch:SetAlarmState",
            ["Resource"] = $"arn:{partition}:cloudwatch:{region}:$ACCOUNT:alarm:{SetupNames.Canary}",
        }),
    });

    /// <summary>The shell expands the document, so that a backslash stands twice in it.</summary>
    private static string Target(string partition) => Written(new JsonObject
    {
        ["Arn"] = $"arn:{partition}:scheduler:::aws-sdk:cloudwatch:setAlarmState",
        ["RoleArn"] = "$CANARY_ROLE_ARN",
        ["Input"] = new JsonObject
        {
            ["AlarmName"] = SetupNames.Canary, ["StateValue"] = "ALARM", ["StateReason"] = "Proof of the way",
        }.ToJsonString(),
    }).Replace("\\", "\\\\", StringComparison.Ordinal);

    private static string Written(JsonObject document) => document.ToJsonString(Relaxed);

    private static JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
