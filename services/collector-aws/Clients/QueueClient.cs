using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Attributes of a queue. Messages are never received; the queue's policy is not asked for.</summary>
internal sealed class QueueClient(AwsHttp http)
{
    public const string Api = "sqs:GetQueueAttributes";

    private static readonly string[] Wanted =
    [
        "RedrivePolicy", "VisibilityTimeout", "MessageRetentionPeriod", "DelaySeconds", "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
    ];

    /// <summary>By the attribute's name, as SQS has them.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GetAttributesAsync(
        string account, string name, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["QueueUrl"] = $"{http.EndpointOf(AwsService.Sqs).GetLeftPart(UriPartial.Authority)}/{account}/{name}",
            ["AttributeNames"] = new JsonArray([.. Wanted.Select(attribute => (JsonNode?)attribute)]),
        };
        using var answer = await http.SendAsync(new AwsCall(AwsService.Sqs, Api, body), calls, cancellationToken);
        var attributes = answer.RootElement.Member("Attributes") ?? default;
        return Wanted.Select(attribute => (attribute, Value: attributes.Text(attribute))).Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.attribute, pair => pair.Value!);
    }

    /// <summary>Where messages go that nobody could work on, and after how many attempts; null for nowhere.</summary>
    public static (string Arn, string? MaxReceives)? DeadLetters(IReadOnlyDictionary<string, string> attributes)
    {
        try
        {
            using var policy = JsonDocument.Parse(attributes.GetValueOrDefault("RedrivePolicy") ?? "");
            return policy.RootElement.Text("deadLetterTargetArn") is { } arn
                ? (arn, policy.RootElement.TextOrNumber("maxReceiveCount")) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
