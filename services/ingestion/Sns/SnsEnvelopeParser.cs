using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace CauseFlow.Ingestion.Sns;

/// <summary>
/// Reads the raw bytes of a delivery. The Content-Type is not looked at: SNS sends JSON as text/plain.
/// Throws <see cref="SnsRejectedException"/> for every deviation.
/// </summary>
public static class SnsEnvelopeParser
{
    /// <summary>SNS's own limit of a message, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxDepth = 16;
    private static readonly string[] TimestampFormats =
        ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    public static SnsMessage Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBytes)
        {
            throw SnsRejection.TooLarge();
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            RefuseDuplicates(document.RootElement, StringComparer.OrdinalIgnoreCase);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            throw SnsRejection.Malformed("The body is not JSON of at most 16 levels.");
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair has no UTF-16 form.
            throw SnsRejection.Malformed("A string is not valid Unicode.");
        }
    }

    private static SnsMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw SnsRejection.Malformed("The body is not a JSON object.");
        }

        var type = Required(root, "Type") switch
        {
            "Notification" => SnsMessageType.Notification,
            "SubscriptionConfirmation" => SnsMessageType.SubscriptionConfirmation,
            "UnsubscribeConfirmation" => SnsMessageType.UnsubscribeConfirmation,
            _ => throw SnsRejection.Malformed("Type is not one that SNS posts."),
        };
        var confirmation = type != SnsMessageType.Notification;
        var timestamp = Line(Required(root, "Timestamp"), "Timestamp");
        return new SnsMessage
        {
            Type = type,
            MessageId = MessageId(Required(root, "MessageId")),
            Topic = SnsTopic.TryParse(Required(root, "TopicArn")) ?? throw SnsRejection.BadTopic(),
            TimestampText = timestamp,
            Timestamp = Timestamp(timestamp),
            Message = Required(root, "Message"),
            Subject = confirmation ? null : Optional(root, "Subject") is { } subject ? Line(subject, "Subject") : null,
            Token = confirmation ? Token(Required(root, "Token")) : null,
            SubscribeUrl = confirmation ? Line(Required(root, "SubscribeURL"), "SubscribeURL") : null,
            SigningCertUrl = Line(Required(root, "SigningCertURL"), "SigningCertURL"),
            SignatureVersion = SignatureVersion(Required(root, "SignatureVersion")),
            Signature = Signature(Required(root, "Signature")),
        };
    }

    /// <summary>Refuses an object that names a member twice, at any depth. Throws duplicate_member.</summary>
    public static void RefuseDuplicates(JsonElement element, StringComparer names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                RefuseDuplicates(item, StringComparer.Ordinal);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            var seen = new HashSet<string>(names);
            foreach (var member in element.EnumerateObject())
            {
                if (!seen.Add(member.Name))
                {
                    throw SnsRejection.DuplicateMember();
                }

                RefuseDuplicates(member.Value, StringComparer.Ordinal);
            }
        }
    }

    private static string Required(JsonElement root, string name) =>
        Optional(root, name) ?? throw SnsRejection.Malformed($"{name} is missing.");

    private static string? Optional(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw SnsRejection.Malformed($"{name} is not a string.");
    }

    private static string Line(string value, string name) =>
        value.Any(char.IsControl) ? throw SnsRejection.Malformed($"{name} contains a control character.") : value;

    private static string MessageId(string value) =>
        value.Length == 36 && Guid.TryParseExact(value, "D", out _)
            ? value
            : throw SnsRejection.Malformed("MessageId is not a GUID.");

    private static string Token(string value) =>
        value.Length is > 0 and <= 2048 && value.All(char.IsAsciiLetterOrDigit)
            ? value
            : throw SnsRejection.Malformed("Token is not letters and digits.");

    private static DateTimeOffset Timestamp(string value) =>
        DateTimeOffset.TryParseExact(
            value, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw SnsRejection.Malformed("Timestamp is not an ISO 8601 instant in UTC.");

    private static int SignatureVersion(string value) => value switch
    {
        "1" => 1,
        "2" => 2,
        _ => throw SnsRejection.UnsupportedSignatureVersion(),
    };

    private static byte[] Signature(string value) =>
        value.Length <= 2048 && Base64.IsValid(value)
            ? Convert.FromBase64String(value)
            : throw SnsRejection.Malformed("Signature is not Base64.");
}
