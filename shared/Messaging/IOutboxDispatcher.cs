namespace CauseFlow.Messaging;

/// <summary>One service's dispatcher, as the recovery waits for it.</summary>
internal interface IOutboxDispatcher
{
    /// <summary>Completes when all that was due at start has been handed to the bus.</summary>
    Task Replayed { get; }
}
