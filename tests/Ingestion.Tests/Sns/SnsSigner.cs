using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>Signs messages as SNS documents it; written apart from the product, so that both must be right.</summary>
public sealed class SnsSigner(RSA key)
{
    public const string Topic = "arn:aws:sns:us-east-1:123456789012:alarms";
    public const string Host = "sns.test.example";
    public const string CertificateUrl = $"https://{Host}/SimpleNotificationService-0a1b2c.pem";

    private static readonly string[] NotificationOrder =
        ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] ConfirmationOrder =
        ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    public static Dictionary<string, string> Notification(
        DateTimeOffset at, string message = "hello", string topic = Topic) => new()
        {
            ["Type"] = "Notification",
            ["MessageId"] = Guid.NewGuid().ToString(),
            ["TopicArn"] = topic,
            ["Subject"] = "ALARM: \"errors\" in US East (N. Virginia)",
            ["Message"] = message,
            ["Timestamp"] = Timestamp(at),
            ["SignatureVersion"] = "1",
            ["SigningCertURL"] = CertificateUrl,
            ["UnsubscribeURL"] = $"https://{Host}/?Action=Unsubscribe&SubscriptionArn={topic}:1",
        };

    public static Dictionary<string, string> Confirmation(
        DateTimeOffset at, string token = "2336412f37f", string topic = Topic,
        string type = "SubscriptionConfirmation") => new()
        {
            ["Type"] = type,
            ["MessageId"] = Guid.NewGuid().ToString(),
            ["Token"] = token,
            ["TopicArn"] = topic,
            ["Message"] = "You have chosen to subscribe to the topic.",
            ["SubscribeURL"] = $"https://{Host}/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}",
            ["Timestamp"] = Timestamp(at),
            ["SignatureVersion"] = "2",
            ["SigningCertURL"] = CertificateUrl,
        };

    public static string Timestamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public byte[] Sign(Dictionary<string, string> fields)
    {
        var order = fields["Type"] == "Notification" ? NotificationOrder : ConfirmationOrder;
        var text = string.Concat(order.Where(fields.ContainsKey).Select(name => $"{name}\n{fields[name]}\n"));
        var hash = fields["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        fields["Signature"] = Convert.ToBase64String(
            key.SignData(Encoding.UTF8.GetBytes(text), hash, RSASignaturePadding.Pkcs1));
        return JsonSerializer.SerializeToUtf8Bytes(fields);
    }
}
