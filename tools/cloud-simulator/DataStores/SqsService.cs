using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.DataStores;

/// <summary>
/// Amazon SQS, awsJson1.0: what describes a queue, receiving and deleting. A receipt deletes only while its message is hidden, and
/// an empty queue is answered at once, as short polling is.
/// </summary>
internal sealed class SqsService(LoadedScenario scenario, SimulatedQueues queues) : IAwsService
{
    private static readonly string[] Operations = ["GetQueueAttributes", "ReceiveMessage", "DeleteMessage"];
    private readonly JsonProtocol protocol = new("application/x-amz-json-1.0", "com.amazon.coral.service#", "com.amazonaws.sqs#");

    public string Name => "sqs";

    public string SigningName => "sqs";

    public AwsProtocol Protocol => protocol;

    public bool Claims(AwsRequest request) => request.Header("x-amz-target")?.StartsWith("AmazonSQS.", StringComparison.Ordinal) == true;

    public string OperationOf(AwsRequest request) => request.Header("x-amz-target")?.Split('.') is [_, var operation]
        && Operations.Contains(operation) ? operation : throw new AwsException(AwsFault.UnknownOperation, "");

    public AwsResponse Invoke(string operation, AwsCall call)
    {
        var request = JsonBody.Read<QueueRequest>(call.Request, protocol);
        var parts = (request.QueueUrl ?? "").Split('/');
        var name = parts[^1];
        call.Require($"sqs:{operation}", $"arn:aws:sqs:{call.Region}:{scenario.Data.Account}:{name}");
        var queue = scenario.Data.Queues.FirstOrDefault(queue => queue.Name == name);
        if (call.Region != scenario.Data.Region || !parts.Contains(scenario.Data.Account) || (queue is null && !queues.Has(name)))
        {
            throw new AwsException("QueueDoesNotExist", "The specified queue does not exist.");
        }

        object answer = operation switch
        {
            "ReceiveMessage" => Receive(name, request),
            "DeleteMessage" => Delete(name, request),
            _ => Attributes(queue ?? new ScenarioQueue { Name = name }, request),
        };
        return AwsResponse.OfJson(answer, protocol.ContentType);
    }

    private object Receive(string name, QueueRequest request)
    {
        if (request is { MaxNumberOfMessages: < 1 or > 10 } or { WaitTimeSeconds: < 0 or > 20 })
        {
            throw new AwsException("InvalidParameterValue", "A value is out of range: MaxNumberOfMessages 1 to 10, WaitTimeSeconds 0 to 20.");
        }

        var messages = queues.Receive(
            name, request.MaxNumberOfMessages ?? 1, TimeSpan.FromSeconds(request.VisibilityTimeout ?? 30));
        return new { Messages = messages.Count == 0 ? null : messages };
    }

    private object Delete(string name, QueueRequest request) => queues.Delete(name, request.ReceiptHandle ?? "")
        ? new { } : throw new AwsException("ReceiptHandleIsInvalid", "The receipt handle has expired.");

    private object Attributes(ScenarioQueue queue, QueueRequest request)
    {
        var attributes = new Dictionary<string, string>
        {
            ["ApproximateNumberOfMessages"] = (queue.Messages + queues.Count(queue.Name)).ToString(CultureInfo.InvariantCulture),
            ["ApproximateNumberOfMessagesNotVisible"] = "0", ["VisibilityTimeout"] = "30", ["MessageRetentionPeriod"] = "345600", ["DelaySeconds"] = "0",
        };
        if (queue.DeadLetterQueue is { } dead)
        {
            attributes["RedrivePolicy"] = JsonSerializer.Serialize(new
            {
                deadLetterTargetArn = $"arn:aws:sqs:{scenario.Data.Region}:{scenario.Data.Account}:{dead}", maxReceiveCount = queue.MaxReceiveCount,
            });
        }

        return new { Attributes = attributes.Where(pair => request.AttributeNames?.Contains(pair.Key) == true).ToDictionary() };
    }

    private sealed record QueueRequest(
        [property: JsonPropertyName("QueueUrl")] string? QueueUrl,
        [property: JsonPropertyName("AttributeNames")] IReadOnlyList<string>? AttributeNames,
        [property: JsonPropertyName("MaxNumberOfMessages")] int? MaxNumberOfMessages,
        [property: JsonPropertyName("WaitTimeSeconds")] int? WaitTimeSeconds,
        [property: JsonPropertyName("VisibilityTimeout")] int? VisibilityTimeout,
        [property: JsonPropertyName("ReceiptHandle")] string? ReceiptHandle);
}
