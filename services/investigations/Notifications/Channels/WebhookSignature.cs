using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CauseFlow.Investigations.Notifications.Channels;

/// <summary>
/// How a receiver knows who sent a message, and when: <c>v1=</c> and HMAC-SHA-256, lower-case hex, of the timestamp, a dot and the raw
/// body. With the time in it, an old message cannot be shown again.
/// </summary>
internal static class WebhookSignature
{
    public const string SignatureHeader = "X-CauseFlow-Signature";

    /// <summary>Unix seconds of this attempt.</summary>
    public const string TimestampHeader = "X-CauseFlow-Timestamp";

    /// <summary>The same on every attempt.</summary>
    public const string DeliveryHeader = "X-CauseFlow-Delivery";
    public const string EventHeader = "X-CauseFlow-Event";

    public static Dictionary<string, string> HeadersOf(
        NotificationDeliveryRow delivery, byte[] body, string signingKey, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), signed);
        return new()
        {
            [TimestampHeader] = timestamp,
            [SignatureHeader] = "v1=" + Convert.ToHexStringLower(signature),
            [DeliveryHeader] = delivery.Id,
            [EventHeader] = EnumWords.Of(delivery.Event),
        };
    }
}
