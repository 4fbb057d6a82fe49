using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>A notification in the form of its channel.</summary>
public sealed class ChannelRequests(IOptions<NotificationOptions> options, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Default };

    public ChannelRequest Of(NotificationDeliveryRow delivery, NotificationContent content, ChannelSecret secret)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(secret);
        return delivery.Kind switch
        {
            ChannelKind.Slack => Plain(secret, SlackMessage.Of(content)),
            ChannelKind.Teams => Plain(secret, TeamsMessage.Of(content)),
            ChannelKind.Pagerduty => new ChannelRequest(
                options.Value.PagerDutyUrl, Bytes(PagerDutyEvent.Of(content, secret.RoutingKey!)), new Dictionary<string, string>()),
            ChannelKind.Webhook => Signed(delivery, content, secret),
            _ => throw new InvalidOperationException($"Nothing says what {delivery.Kind} is sent."),
        };
    }

    private static ChannelRequest Plain(ChannelSecret secret, JsonObject body) =>
        new(new Uri(secret.Url!), Bytes(body), new Dictionary<string, string>());

    private ChannelRequest Signed(NotificationDeliveryRow delivery, NotificationContent content, ChannelSecret secret)
    {
        var body = Bytes(WebhookMessage.Of(delivery.Id, content));
        return new ChannelRequest(
            new Uri(secret.Url!), body, WebhookSignature.HeadersOf(delivery, body, secret.SigningKey!, time.GetUtcNow()));
    }

    private static byte[] Bytes(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(body, Json);
}
