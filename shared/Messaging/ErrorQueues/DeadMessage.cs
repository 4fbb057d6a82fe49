using System.Text.Json.Serialization;
using RabbitMQ.Client;

namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>
/// A message of an error queue. What is public may be shown: names, ids and times that pass an allow-list, never the payload,
/// which carries session tokens and what customers' clouds said, and never the exception's sentence, which may quote either.
/// </summary>
public sealed record DeadMessage
{
    /// <summary>The MessageId; for what has none or cannot be read, <c>sha256-</c> and the start of the body's hash.</summary>
    public required string Id { get; init; }

    /// <summary>The contract, <c>Fault of</c> it, or null where that cannot be read.</summary>
    public string? Type { get; init; }

    /// <summary>Whether this release understands it.</summary>
    public bool IsReadable { get; init; }

    /// <summary>Why it is here: <c>fault</c>, or as RabbitMQ calls it, such as <c>delivery_limit</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Type of the exception that ended the last attempt.</summary>
    public string? Exception { get; init; }

    /// <summary>When it came to the error queue.</summary>
    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public int Bytes { get; init; }

    /// <summary>The allowed members of the message, such as <c>investigationId</c>.</summary>
    public required IReadOnlyDictionary<string, string> Members { get; init; }

    /// <summary>The message itself, where it is readable and a contract: for the service's decision, never to be shown.</summary>
    [JsonIgnore]
    public object? Contract { get; init; }

    internal ulong DeliveryTag { get; init; }

    internal ReadOnlyMemory<byte> Body { get; init; }

    internal IReadOnlyBasicProperties? Properties { get; init; }
}
