using System.Text.Json.Nodes;
using CauseFlow.Collection.Plans;

namespace CauseFlow.CredentialBroker.Providers.Aws.Setup;

/// <summary>Role, alarm topic, subscription and dead-letter queue as one CloudFormation template. It holds no secret.</summary>
public static class CloudFormationTemplate
{
    /// <param name="principalArn">Default of the principal parameter.</param>
    public static JsonObject Create(string principalArn) => new()
    {
        ["AWSTemplateFormatVersion"] = "2010-09-09",
        ["Description"] = "Read-only role and alarm topic for CauseFlow",
        ["Parameters"] = Parameters(principalArn),
        ["Conditions"] = new JsonObject
        {
            ["HasWebhook"] = Call("Fn::Not", new JsonArray(Call("Fn::Equals", new JsonArray(Ref("WebhookUrl"), "")))),
        },
        ["Resources"] = new JsonObject
        {
            ["Role"] = Role(),
            ["AlarmTopic"] = Resource("AWS::SNS::Topic", new JsonObject { ["TopicName"] = Ref("TopicName") }),
            ["AlarmTopicPolicy"] = Resource("AWS::SNS::TopicPolicy", new JsonObject
            {
                ["Topics"] = new JsonArray(Ref("AlarmTopic")),
                ["PolicyDocument"] = ServicePolicy("cloudwatch.amazonaws.com", "sns:Publish", Ref("AlarmTopic"),
                    new JsonObject { ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = Ref("AWS::AccountId") } }),
            }),
            ["DeadLetterQueue"] = Resource("AWS::SQS::Queue", new JsonObject { ["MessageRetentionPeriod"] = 1_209_600 }),
            ["DeadLetterQueuePolicy"] = Resource("AWS::SQS::QueuePolicy", new JsonObject
            {
                ["Queues"] = new JsonArray(Ref("DeadLetterQueue")),
                ["PolicyDocument"] = ServicePolicy("sns.amazonaws.com", "sqs:SendMessage", Arn("DeadLetterQueue"),
                    new JsonObject { ["ArnEquals"] = new JsonObject { ["aws:SourceArn"] = Ref("AlarmTopic") } }),
            }),
            ["Subscription"] = Subscription(),
        },
        ["Outputs"] = new JsonObject
        {
            ["RoleArn"] = new JsonObject { ["Value"] = Arn("Role") },
            ["TopicArn"] = new JsonObject { ["Value"] = Ref("AlarmTopic") },
        },
    };

    private static JsonObject Parameters(string principalArn) => new()
    {
        ["ExternalId"] = new JsonObject
        {
            ["Type"] = "String", ["NoEcho"] = true, ["MinLength"] = 40,
            ["Description"] = "The external id of GET /v1/integrations/aws/setup",
        },
        ["PrincipalArn"] = new JsonObject
        {
            ["Type"] = "String", ["Default"] = principalArn, ["Description"] = "Who may assume the role: CauseFlow's principal",
        },
        ["RoleName"] = new JsonObject { ["Type"] = "String", ["Default"] = SetupNames.Role },
        ["TopicName"] = new JsonObject { ["Type"] = "String", ["Default"] = SetupNames.Topic },
        ["WebhookUrl"] = new JsonObject
        {
            ["Type"] = "String", ["Default"] = "", ["NoEcho"] = true,
            ["Description"] = "The CloudWatch address of GET /v1/webhooks; empty makes no subscription",
        },
    };

    private static JsonObject Role() => Resource("AWS::IAM::Role", new JsonObject
    {
        ["RoleName"] = Ref("RoleName"),
        ["Description"] = "Lets CauseFlow read metrics, logs and configuration while it investigates",
        ["MaxSessionDuration"] = 3600,
        ["AssumeRolePolicyDocument"] = AwsPolicies.Trust(Ref("PrincipalArn"), Ref("ExternalId")),
        ["Policies"] = new JsonArray(new JsonObject
        {
            ["PolicyName"] = SetupNames.Policy, ["PolicyDocument"] = AwsPolicies.Permissions(AwsPlans.All),
        }),
    });

    private static JsonObject Subscription()
    {
        var subscription = Resource("AWS::SNS::Subscription", new JsonObject
        {
            ["TopicArn"] = Ref("AlarmTopic"),
            ["Protocol"] = "https",
            ["Endpoint"] = Ref("WebhookUrl"),
            ["DeliveryPolicy"] = SnsDelivery.Policy(),
            ["RedrivePolicy"] = new JsonObject { ["deadLetterTargetArn"] = Arn("DeadLetterQueue") },
        });
        subscription["Condition"] = "HasWebhook";
        subscription["DependsOn"] = "DeadLetterQueuePolicy";
        return subscription;
    }

    private static JsonObject ServicePolicy(string service, string action, JsonNode resource, JsonObject condition) => new()
    {
        ["Version"] = AwsPolicies.Version,
        ["Statement"] = new JsonArray(new JsonObject
        {
            ["Effect"] = "Allow", ["Principal"] = new JsonObject { ["Service"] = service }, ["Action"] = action,
            ["Resource"] = resource, ["Condition"] = condition,
        }),
    };

    private static JsonObject Resource(string type, JsonObject properties) =>
        new() { ["Type"] = type, ["Properties"] = properties };

    private static JsonObject Ref(string name) => Call("Ref", name);

    private static JsonObject Arn(string name) => Call("Fn::GetAtt", new JsonArray(name, "Arn"));

    private static JsonObject Call(string function, JsonNode argument) => new() { [function] = argument };
}
