using CauseFlow.Contracts;

namespace CauseFlow.Collection;

/// <summary>A cloud did not give what was asked. The message is for people and holds no secret; it is redacted again later.</summary>
public abstract class CollectionException : Exception
{
    protected CollectionException(RefusalReason reason, string message, string remedy, Exception? inner)
        : base(message, inner)
    {
        Reason = reason;
        Remedy = remedy;
    }

    public RefusalReason Reason { get; }

    /// <summary>What a person does about it.</summary>
    public string Remedy { get; }

    /// <summary>Service and operation, such as <c>logs:StartQuery</c>, where known.</summary>
    public string? Api { get; init; }

    /// <summary>The permission that is missing, in the provider's own notation.</summary>
    public string? MissingPermission { get; init; }

    /// <summary>The provider's error code as it came, for tables that look closer.</summary>
    public string? ProviderCode { get; init; }
}

/// <summary>Worth another attempt by whoever owns the call's retries: 429, 5xx, the network, an unreadable body.</summary>
public sealed class TransientCollectionException(
    RefusalReason reason, string message, string remedy, Exception? inner = null)
    : CollectionException(reason, message, remedy, inner)
{
    /// <summary>How long the cloud asks to wait before the next attempt; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Nobody answered for the credential broker, or only what stands before it, or it could not reach its store: the cloud was not
    /// asked at all.
    /// </summary>
    public bool IsBrokerAway { get; init; }
}

/// <summary>Repeating the call cannot help: 401, 403, 404, malformed input, a spent budget.</summary>
public sealed class PermanentCollectionException(
    RefusalReason reason, string message, string remedy, Exception? inner = null)
    : CollectionException(reason, message, remedy, inner);
