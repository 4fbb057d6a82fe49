using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>Builds, signs and delivers SNS messages over HTTP as SNS does.</summary>
public sealed class SnsPublisher : IDisposable
{
    private const int MaxResponseChars = 4096;
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ConcurrentDictionary<string, SnsSubscription> subscriptions = new(StringComparer.Ordinal);
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly string topicArn;
    private readonly Uri endpoint;
    private readonly TimeProvider clock;

    internal SnsPublisher(string topicArn, Uri endpoint, SnsMessageSigner signer, TimeProvider clock)
    {
        (this.topicArn, this.endpoint, this.clock) = (topicArn, endpoint, clock);
        Signer = signer;
    }

    /// <summary>The honest signer that the simulator itself uses.</summary>
    public SnsMessageSigner Signer { get; }

    /// <summary>How deliveries are retried; may be changed at any time.</summary>
    public SnsRetryPolicy RetryPolicy { get; set; } = new();

    /// <summary>Subscriptions, confirmed or not.</summary>
    public IReadOnlyList<SnsSubscription> Subscriptions => [.. subscriptions.Values];

    /// <summary>
    /// An unsigned notification as SNS composes it; change members before signing to make it hostile.
    /// </summary>
    public JsonObject Notification(string? subject, string message, string? topic = null)
    {
        var notification = new JsonObject
        {
            ["Type"] = "Notification",
            ["MessageId"] = Guid.NewGuid().ToString(),
            ["TopicArn"] = topic ?? topicArn,
        };
        if (subject is not null)
        {
            notification["Subject"] = subject;
        }

        notification["Message"] = message;
        notification["Timestamp"] = Now();
        notification["UnsubscribeURL"] =
            new Uri(endpoint, $"/?Action=Unsubscribe&SubscriptionArn={topicArn}:{Guid.NewGuid()}").AbsoluteUri;
        return notification;
    }

    /// <summary>An unsigned confirmation request.</summary>
    public JsonObject Confirmation(string token, string? topic = null) => new()
    {
        ["Type"] = "SubscriptionConfirmation",
        ["MessageId"] = Guid.NewGuid().ToString(),
        ["Token"] = token,
        ["TopicArn"] = topic ?? topicArn,
        ["Message"] = $"You have chosen to subscribe to the topic {topic ?? topicArn}.\n"
            + "To confirm the subscription, visit the SubscribeURL included in this message.",
        ["SubscribeURL"] = new Uri(
            endpoint, $"/?Action=ConfirmSubscription&TopicArn={topic ?? topicArn}&Token={token}").AbsoluteUri,
        ["Timestamp"] = Now(),
    };

    /// <summary>Subscribes an endpoint and sends it the confirmation request.</summary>
    public async Task<SnsDelivery> SubscribeAsync(
        Uri url, string signatureVersion = "1", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(128));
        subscriptions[token] = new SnsSubscription($"{topicArn}:{Guid.NewGuid()}", url, token, false);
        return await DeliverAsync(url, Signer.Sign(Confirmation(token), signatureVersion), cancellationToken);
    }

    /// <summary>Sends a message as it is, with SNS's headers and retries.</summary>
    public async Task<SnsDelivery> DeliverAsync(
        Uri url, JsonObject message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (attempts, policy, text) = (new List<int>(), RetryPolicy, "");
        while (true)
        {
            (var status, text) = await TryAsync(url, message, policy, cancellationToken);
            attempts.Add(status);
            var again = status is 0 or 429 or >= 500;
            if (!again || attempts.Count >= policy.Attempts)
            {
                return new SnsDelivery(url, (string?)message["MessageId"] ?? "", attempts, text);
            }

            await Task.Delay(policy.DelayMs, cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>The subscription's ARN, or null for a foreign topic or an unknown token.</summary>
    internal string? Confirm(string topic, string token)
    {
        if (topic != topicArn || !subscriptions.TryGetValue(token, out var subscription))
        {
            return null;
        }

        subscriptions[token] = subscription with { Confirmed = true };
        return subscription.Arn;
    }

    private async Task<(int Status, string Body)> TryAsync(
        Uri url, JsonObject message, SnsRetryPolicy policy, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message.ToJsonString(Json))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "UTF-8");
        request.Headers.TryAddWithoutValidation("User-Agent", "Amazon Simple Notification Service Agent");
        AddHeader(request, "x-amz-sns-message-type", message["Type"]);
        AddHeader(request, "x-amz-sns-message-id", message["MessageId"]);
        AddHeader(request, "x-amz-sns-topic-arn", message["TopicArn"]);
        if (subscriptions.Values.FirstOrDefault(item => item.Url == url && item.Confirmed) is { } subscription)
        {
            AddHeader(request, "x-amz-sns-subscription-arn", JsonValue.Create(subscription.Arn));
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(policy.TimeoutMs);
        try
        {
            using var response = await client.SendAsync(request, timeout.Token);
            var body = await response.Content.ReadAsStringAsync(timeout.Token);
            return ((int)response.StatusCode, body.Length > MaxResponseChars ? body[..MaxResponseChars] : body);
        }
        catch (HttpRequestException exception)
        {
            return (0, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, "timeout");
        }
    }

    private static void AddHeader(HttpRequestMessage request, string name, JsonNode? value)
    {
        // A hostile message may hold anything there, also an object or a line break.
        if (value is JsonValue single && single.TryGetValue<string>(out var text))
        {
            request.Headers.TryAddWithoutValidation(name, text.ReplaceLineEndings(" "));
        }
    }

    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
