namespace CauseFlow.Messaging.ErrorQueues;

/// <summary>What to re-drive or discard: one message, or the first ones.</summary>
public sealed record QueueActionRequest
{
    /// <summary>One message; else <see cref="All"/> has to be true.</summary>
    public string? MessageId { get; init; }

    /// <summary>The first <see cref="Limit"/> messages.</summary>
    public bool All { get; init; }

    /// <summary>At most 100, which is the default.</summary>
    public int? Limit { get; init; }
}
