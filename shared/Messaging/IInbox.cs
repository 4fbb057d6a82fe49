namespace CauseFlow.Messaging;

/// <summary>The part of a service's store that the consume filter needs.</summary>
internal interface IInbox
{
    Task<bool> ContainsAsync(Guid messageId, string endpoint, CancellationToken cancellationToken);

    void Add(Guid messageId, string endpoint);

    Task CommitAsync(CancellationToken cancellationToken);
}
