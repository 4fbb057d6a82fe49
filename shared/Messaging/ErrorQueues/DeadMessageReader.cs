using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CauseFlow.Contracts;
using RabbitMQ.Client;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>Reads what may be shown of a message, and whether this release understands it. No I/O.</summary>
internal static partial class DeadMessageReader
{
    private const string MessageUrn = "urn:message:";
    private const string FaultStart = "MassTransit:Fault[[";
    private const int HashedIdLength = 16;

    /// <summary>Members that are ids, counts and times in every contract. Whatever else a message has is not shown.</summary>
    private static readonly string[] Allowed =
    [
        "tenantId", "incidentId", "investigationId", "integrationId", "leaseId", "alarmId", "pass", "part", "trigger", "reason",
        "requestedAt", "expiresAt", "resume",
    ];

    public static DeadMessage Read(ReadOnlyMemory<byte> body, IReadOnlyBasicProperties properties, ulong deliveryTag)
    {
        var message = new DeadMessage
        {
            Id = $"sha256-{Convert.ToHexStringLower(SHA256.HashData(body.Span))[..HashedIdLength]}",
            Reason = Named(Text(properties, "MT-Reason") ?? Text(properties, "x-first-death-reason")),
            Exception = Named(Text(properties, "MT-Fault-ExceptionType")),
            At = Time(Text(properties, "MT-Fault-Timestamp")) ?? DeathTime(properties),
            Bytes = body.Length,
            Members = new Dictionary<string, string>(),
            DeliveryTag = deliveryTag,
            Body = body,
            Properties = properties,
        };
        try
        {
            using var envelope = JsonDocument.Parse(body);
            return WithEnvelope(message, envelope.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return message;
        }
    }

    private static DeadMessage WithEnvelope(DeadMessage message, JsonElement envelope)
    {
        var type = TypeOf(envelope);
        var isFault = type?.StartsWith(FaultStart, StringComparison.Ordinal) == true;
        var name = (isFault ? type![FaultStart.Length..].TrimEnd(']') : type)?.Replace(':', '.');
        var contract = name is null ? null : MessageTypes.TryFind(name);
        if (contract is null || !envelope.TryGetProperty("message", out var content) || content.ValueKind != JsonValueKind.Object)
        {
            return message;
        }

        if (isFault && (!content.TryGetProperty("message", out content) || content.ValueKind != JsonValueKind.Object))
        {
            return message;
        }

        var hasId = envelope.TryGetProperty("messageId", out var id) && id.TryGetGuid(out _);
        var read = Deserialized(content, contract);
        return message with
        {
            Id = hasId ? id.GetGuid().ToString() : message.Id,
            Type = isFault ? $"Fault of {contract.Name}" : contract.Name,

            // The inbox needs the id: without it the consumer would refuse the message again.
            IsReadable = read is not null && hasId,
            Contract = isFault ? null : read,
            SentAt = envelope.TryGetProperty("sentTime", out var sent) ? Time(sent.ToString()) : null,
            Members = Shown(content),
        };
    }

    private static string? TypeOf(JsonElement envelope) =>
        envelope.ValueKind == JsonValueKind.Object
        && envelope.TryGetProperty("messageType", out var types) && types.ValueKind == JsonValueKind.Array
        && types.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } first
        && first.GetString() is { } urn && urn.StartsWith(MessageUrn, StringComparison.Ordinal)
            ? urn[MessageUrn.Length..]
            : null;

    private static object? Deserialized(JsonElement content, Type contract)
    {
        try
        {
            return content.Deserialize(contract, ContractJson.Options);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Shown(JsonElement content) => Allowed
        .Where(name => content.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
            && PlainValue().IsMatch(value.ToString()))
        .ToDictionary(name => name, name => content.GetProperty(name).ToString(), StringComparer.Ordinal);

    private static string? Named(string? value) => value is not null && PlainValue().IsMatch(value) ? value : null;

    private static DateTimeOffset? DeathTime(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue("x-death", out var value) == true
        && value is IList<object> { Count: > 0 } deaths && deaths[0] is IDictionary<string, object> death
        && death.TryGetValue("time", out var time) && time is AmqpTimestamp stamp
            ? DateTimeOffset.FromUnixTimeSeconds(stamp.UnixTime)
            : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string? Text(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers?.TryGetValue(name, out var value) == true
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), string text => text, _ => null }
            : null;

    /// <summary>Ids, type names, times and numbers; no sentence, and too short for a token of a cloud.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_.:+`-]{1,128}$")]
    private static partial Regex PlainValue();
}
