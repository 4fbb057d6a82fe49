namespace CauseFlow.Messaging;

/// <summary>The part of a service's store that the consume filter needs.</summary>
internal interface IInbox
{
    /// <returns>The message's turn, to be held over its commit; null where it waits for nobody.</returns>
    Task<IAsyncDisposable?> TakeTurnAsync(object message, CancellationToken cancellationToken);

    Task<bool> ContainsAsync(Guid messageId, string endpoint, CancellationToken cancellationToken);

    void Add(Guid messageId, string endpoint);

    Task CommitAsync(CancellationToken cancellationToken);
}
