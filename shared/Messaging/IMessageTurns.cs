using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging;

/// <summary>
/// Says which messages of a service write the same row, so that they are handled one after another over all replicas, whichever
/// queue they come by. A service may do without; row versions and the retry keep it right, but in a storm of one row the slow
/// message loses to the quick ones until its attempts are spent.
/// </summary>
/// <typeparam name="TContext">The service's store.</typeparam>
public interface IMessageTurns<TContext>
    where TContext : DbContext
{
    /// <returns>The key, such as an incident's id; null where the message waits for nobody.</returns>
    Task<string?> KeyOfAsync(object message, CancellationToken cancellationToken);
}
