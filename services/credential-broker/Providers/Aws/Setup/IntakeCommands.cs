using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>
/// A queue beside the webhook, or in its place where CauseFlow cannot be reached from outside, by hand. What CauseFlow can do with
/// it is on this one queue and a policy of its own. They go on where <see cref="SnsCommands"/> end, whose dead-letter queue takes what can
/// never be read.
/// </summary>
public static class IntakeCommands
{
    public static IReadOnlyList<string> Create(string partition, string region) =>
    [
        $"INTAKE_ARN={ArnOf(partition, region)}",
        $"cat > intake-queue.json <<QUEUE\n{Attributes()}\nQUEUE",
        $"aws sqs create-queue --queue-name {SetupNames.Intake} --attributes file://intake-queue.json --region {region}",
        $"aws sns subscribe --topic-arn \"$TOPIC_ARN\" --protocol sqs --notification-endpoint \"$INTAKE_ARN\" --region {region}",
        $"cat > intake-policy.json <<POLICY\n{Written(AwsPolicies.Intake("$INTAKE_ARN"))}\nPOLICY",
        $"aws iam put-role-policy --role-name {SetupNames.Role} --policy-name {SetupNames.IntakePolicy} "
            + "--policy-document file://intake-policy.json",
        "echo \"$INTAKE_ARN\"",
    ];

    /// <summary>The queue's ARN as the shell completes it.</summary>
    private static string ArnOf(string partition, string region) => $"arn:{partition}:sqs:{region}:$ACCOUNT:{SetupNames.Intake}";

    /// <summary>Fourteen days, the most that SQS keeps a message. The shell expands it, so that a backslash stands twice in it.</summary>
    private static string Attributes() => Written(new JsonObject
    {
        ["MessageRetentionPeriod"] = "1209600",
        ["ReceiveMessageWaitTimeSeconds"] = "10",
        ["VisibilityTimeout"] = "60",
        ["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = "$QUEUE_ARN", ["maxReceiveCount"] = "20" }.ToJsonString(),
        ["Policy"] = new JsonObject
        {
            ["Version"] = AwsPolicies.Version,
            ["Statement"] = new JsonArray(new JsonObject
            {
                ["Effect"] = "Allow", ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
                ["Action"] = "sqs:SendMessage", ["Resource"] = "$INTAKE_ARN",
                ["Condition"] = new JsonObject { ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = "$TOPIC_ARN" } },
            }),
        }.ToJsonString(),
    }).Replace("\\", "\\\\", StringComparison.Ordinal);

    private static string Written(JsonObject document) => document.ToJsonString(Relaxed);

    private static JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
