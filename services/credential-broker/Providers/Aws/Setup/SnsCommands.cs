using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>
/// Topic, queue and subscription by hand. The webhook's address holds a key, so that it comes from the shell's environment
/// by a file, and stands in no line and in no argument, which everybody on the machine could read.
/// </summary>
public static class SnsCommands
{
    public static IReadOnlyList<string> Create(string partition, string region)
    {
        return
        [
            $"ACCOUNT=$(aws sts get-caller-identity --query Account --output text --region {region})",
            $"TOPIC_ARN=$(aws sns create-topic --name {SetupNames.Topic} --region {region} --query TopicArn --output text)",
            $"QUEUE_URL=$(aws sqs create-queue --queue-name {SetupNames.Topic}-dead-letters --region {region} "
                + "--attributes MessageRetentionPeriod=1209600 --query QueueUrl --output text)",
            $"QUEUE_ARN=arn:{partition}:sqs:{region}:$ACCOUNT:{SetupNames.Topic}-dead-letters",
            "cat > queue-policy.json <<POLICY\n" + QueuePolicy + "\nPOLICY",
            "aws sqs set-queue-attributes --queue-url \"$QUEUE_URL\" --attributes file://queue-policy.json "
                + $"--region {region}",
            $"(umask 077; cat > subscription.json) <<SUBSCRIPTION\n{Subscription()}\nSUBSCRIPTION",
            $"aws sns subscribe --cli-input-json file://subscription.json --region {region} && rm subscription.json",
        ];
    }

    private static string QueuePolicy =>
        new JsonObject
        {
            ["Policy"] = new JsonObject
            {
                ["Version"] = AwsPolicies.Version,
                ["Statement"] = new JsonArray(new JsonObject
                {
                    ["Effect"] = "Allow", ["Principal"] = new JsonObject { ["Service"] = "sns.amazonaws.com" },
                    ["Action"] = "sqs:SendMessage", ["Resource"] = "$QUEUE_ARN",
                    ["Condition"] = new JsonObject { ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = "$TOPIC_ARN" } },
                }),
            }.ToJsonString(),
        }.ToJsonString(Relaxed).Replace("\\", "\\\\", StringComparison.Ordinal);

    /// <summary>The shell expands the document, so that a backslash stands twice in it.</summary>
    private static string Subscription() => new JsonObject
    {
        ["TopicArn"] = "$TOPIC_ARN", ["Protocol"] = "https", ["Endpoint"] = "$WEBHOOK_URL",
        ["Attributes"] = new JsonObject
        {
            ["DeliveryPolicy"] = SnsDelivery.Policy().ToJsonString(),
            ["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = "$QUEUE_ARN" }.ToJsonString(),
        },
    }.ToJsonString(Relaxed).Replace("\\", "\\\\", StringComparison.Ordinal);

    private static JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
