using System.Collections.Concurrent;
using System.Threading.Channels;

namespace CauseFlow.Investigations.Events;

/// <summary>
/// Wakes the live streams of an incident in this process; streams of other replicas find the step by polling.
/// </summary>
public sealed class TimelineSignal
{
    private readonly ConcurrentDictionary<(string TenantId, string IncidentId),
        ConcurrentDictionary<Subscription, byte>> streams = new();

    public void Set(IEnumerable<(string TenantId, string IncidentId)> incidents)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        foreach (var incident in incidents)
        {
            if (streams.TryGetValue(incident, out var waiting))
            {
                foreach (var stream in waiting.Keys)
                {
                    stream.Set();
                }
            }
        }
    }

    public Subscription Subscribe(string tenantId, string incidentId) => new(this, (tenantId, incidentId));

    /// <summary>One stream's waiting place; many signals while it reads count as one.</summary>
    public sealed class Subscription : IDisposable
    {
        private readonly Channel<bool> channel = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        private readonly TimelineSignal signal;
        private readonly (string TenantId, string IncidentId) incident;

        internal Subscription(TimelineSignal signal, (string TenantId, string IncidentId) incident)
        {
            this.signal = signal;
            this.incident = incident;

            // Under the lock of the map, so that the last one that leaves cannot take the set away meanwhile.
            lock (signal.streams)
            {
                signal.streams.GetOrAdd(incident, _ => new()).TryAdd(this, 0);
            }
        }

        /// <summary>Returns at the next signal, or after <paramref name="timeout"/>.</summary>
        public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
        {
            using var limit = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await channel.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Nobody signalled: the caller polls.
            }
        }

        public void Dispose()
        {
            lock (signal.streams)
            {
                if (signal.streams.TryGetValue(incident, out var waiting))
                {
                    waiting.TryRemove(this, out _);
                    if (waiting.IsEmpty)
                    {
                        signal.streams.TryRemove(incident, out _);
                    }
                }
            }
        }

        internal void Set() => channel.Writer.TryWrite(true);
    }
}
