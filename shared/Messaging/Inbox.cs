using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging;

/// <summary>The inbox on the consumer's own context, so that effect and inbox row are one commit.</summary>
internal sealed class Inbox<TContext>(TContext context, TimeProvider time, IMessageTurns<TContext>? turns = null) : IInbox
    where TContext : DbContext
{
    public async Task<IAsyncDisposable?> TakeTurnAsync(object message, CancellationToken cancellationToken) =>
        turns is not null && await turns.KeyOfAsync(message, cancellationToken) is { } key
            ? await StoreTurn.TakeAsync(context, key, cancellationToken)
            : null;

    public Task<bool> ContainsAsync(Guid messageId, string endpoint, CancellationToken cancellationToken) =>
        context.Set<InboxMessage>().AsNoTracking()
            .AnyAsync(row => row.MessageId == messageId && row.Endpoint == endpoint, cancellationToken);

    public void Add(Guid messageId, string endpoint) => context.Set<InboxMessage>().Add(new InboxMessage
    {
        MessageId = messageId,
        Endpoint = endpoint,
        ReceivedAt = time.GetUtcNow().TruncateToMicroseconds(),
    });

    public Task CommitAsync(CancellationToken cancellationToken) => context.SaveChangesAsync(cancellationToken);
}
