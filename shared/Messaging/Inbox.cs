using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging;

/// <summary>The inbox on the consumer's own context, so that effect and inbox row are one commit.</summary>
internal sealed class Inbox<TContext>(TContext context, TimeProvider time) : IInbox
    where TContext : DbContext
{
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
