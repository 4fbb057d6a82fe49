using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>
/// Attributes of a queue, and, under a lease that is lent for that alone, its messages. The queue's policy is not asked for.
/// </summary>
internal sealed class QueueClient(AwsHttp http)
{
    public const string Api = "sqs:GetQueueAttributes";
    public const string ReceiveApi = "sqs:ReceiveMessage";
    public const string DeleteApi = "sqs:DeleteMessage";

    /// <summary>Messages of one answer; SQS's own bound.</summary>
    public const int MaxMessages = 10;

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
            ["QueueUrl"] = UrlOf(account, name),
            ["AttributeNames"] = new JsonArray([.. Wanted.Select(attribute => (JsonNode?)attribute)]),
        };
        using var answer = await http.SendAsync(new AwsCall(AwsService.Sqs, Api, body), calls, cancellationToken);
        var attributes = answer.RootElement.Member("Attributes") ?? default;
        return Wanted.Select(attribute => (attribute, Value: attributes.Text(attribute))).Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.attribute, pair => pair.Value!);
    }

    /// <summary>At most ten messages, hidden from everybody else for a while; empty when none came within the wait.</summary>
    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string account, string name, TimeSpan wait, TimeSpan hidden, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["QueueUrl"] = UrlOf(account, name),
            ["MaxNumberOfMessages"] = MaxMessages,
            ["WaitTimeSeconds"] = (int)wait.TotalSeconds,
            ["VisibilityTimeout"] = (int)hidden.TotalSeconds,
        };
        using var answer = await http.SendAsync(new AwsCall(AwsService.Sqs, ReceiveApi, body), calls, cancellationToken);
        return
        [
            .. answer.RootElement.Items("Messages").Select(message =>
                message.Text("ReceiptHandle") is { } receipt && message.Text("Body") is { } text
                    ? new QueueMessage(receipt, text) : null).OfType<QueueMessage>(),
        ];
    }

    /// <summary>Takes a received message off the queue for good.</summary>
    public async Task DeleteAsync(
        string account, string name, string receipt, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["QueueUrl"] = UrlOf(account, name), ["ReceiptHandle"] = receipt };
        await http.SendUnreadAsync(new AwsCall(AwsService.Sqs, DeleteApi, body), calls, cancellationToken);
    }

    private string UrlOf(string account, string name) =>
        $"{http.EndpointOf(AwsService.Sqs).GetLeftPart(UriPartial.Authority)}/{account}/{name}";

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
