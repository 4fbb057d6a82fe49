using System.Diagnostics;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging;

/// <summary>
/// The only way out for messages of a service with a database: rows on the same context, so that state and message are
/// one commit. After the commit the dispatcher is woken.
/// </summary>
public sealed class Outbox<TContext>(TContext context, OutboxSignal<TContext> signal, TimeProvider time)
    where TContext : DbContext
{
    private bool _subscribed;

    /// <summary>Promises a message, not before <paramref name="dueAt"/> if that is given.</summary>
    public void Add<TMessage>(TMessage message, DateTimeOffset? dueAt = null)
        where TMessage : class, ITenantMessage
    {
        ArgumentNullException.ThrowIfNull(message);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        context.Set<OutboxMessage>().Add(new OutboxMessage
        {
            MessageId = Guid.CreateVersion7(now),
            Type = typeof(TMessage).FullName!,
            Body = JsonSerializer.Serialize(message, ContractJson.Options),
            TraceParent = Activity.Current?.Id,
            CreatedAt = now,
            DueAt = dueAt?.TruncateToMicroseconds() ?? now,
        });
        if (!_subscribed)
        {
            _subscribed = true;
            context.SavedChanges += (_, _) => signal.Set();
        }
    }
}
