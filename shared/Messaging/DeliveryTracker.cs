using System.Collections.Concurrent;

namespace CauseFlow.Messaging;

/// <summary>
/// The in-memory bus forgets what it holds when the process dies. So an outbox row is done only when every endpoint bound
/// to its type has reported the message; what is unreported is sent again at the next start.
/// </summary>
internal sealed class DeliveryTracker
{
    private readonly ConcurrentDictionary<Guid, Delivery> _open = new();

    /// <summary>Expects reports of <paramref name="endpoints"/>, then calls <paramref name="done"/> once.</summary>
    public void Expect(Guid messageId, IEnumerable<string> endpoints, Action<Guid> done) =>
        _open[messageId] = new Delivery(endpoints.ToHashSet(StringComparer.Ordinal), done);

    public void Forget(Guid messageId) => _open.TryRemove(messageId, out _);

    /// <summary>An endpoint has ended with a message: committed, or given up for good after its retries.</summary>
    public void Report(Guid messageId, string endpoint)
    {
        if (!_open.TryGetValue(messageId, out var delivery))
        {
            return;
        }

        bool isLast;
        lock (delivery.Remaining)
        {
            isLast = delivery.Remaining.Remove(endpoint) && delivery.Remaining.Count == 0;
        }

        if (isLast && _open.TryRemove(messageId, out _))
        {
            delivery.Done(messageId);
        }
    }

    private sealed record Delivery(HashSet<string> Remaining, Action<Guid> Done);
}
