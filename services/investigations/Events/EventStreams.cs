using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Events;

/// <summary>Counts the open streams of each tenant on this replica, and refuses those above the bound.</summary>
public sealed class EventStreams(IOptions<InvestigationsOptions> options)
{
    private readonly ConcurrentDictionary<string, int> open = new(StringComparer.Ordinal);

    /// <summary>Null when the tenant has as many as it may; else a place that is freed when it is disposed.</summary>
    public IDisposable? TryOpen(string tenantId)
    {
        if (open.AddOrUpdate(tenantId, 1, (_, count) => count + 1) <= options.Value.MaxStreamsPerTenant)
        {
            return new Place(this, tenantId);
        }

        Close(tenantId);
        return null;
    }

    private void Close(string tenantId)
    {
        if (open.AddOrUpdate(tenantId, 0, (_, count) => count - 1) <= 0)
        {
            open.TryRemove(new(tenantId, 0));
        }
    }

    private sealed class Place(EventStreams streams, string tenantId) : IDisposable
    {
        private int closed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref closed, 1) == 0)
            {
                streams.Close(tenantId);
            }
        }
    }
}
