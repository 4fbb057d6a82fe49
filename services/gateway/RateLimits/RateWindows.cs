using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>
/// Counters of the current fixed window. All windows begin together, at multiples of their length since the epoch, so the
/// next window is simply a new, empty set of tables and no counter has to be cleaned up.
/// </summary>
internal sealed class RateWindows(TimeProvider time, IOptions<RateLimitOptions> options)
{
    private readonly RateLimitOptions options = options.Value;
    private readonly Lock gate = new();
    private Window current = new(long.MinValue);

    /// <summary>Counts one request; false when the limit was used up before it.</summary>
    public bool TryTake(RateKey key, int limit) => Interlocked.Increment(ref CounterOf(key).Taken) <= limit;

    public int Remaining(RateKey key, int limit) => Math.Max(0, limit - Volatile.Read(ref CounterOf(key).Taken));

    /// <summary>False when a new counter would have to share the one that is left for everybody else.</summary>
    public bool HasRoomFor(RateKey key)
    {
        var table = Current().Tables[(int)key.Subject];
        return table.Counters.ContainsKey(key.Hash) || Volatile.Read(ref table.Count) < options.MaxCounters;
    }

    /// <summary>Whole seconds until the window ends, at least 1.</summary>
    public int SecondsToReset()
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        return (int)(options.WindowSeconds - (seconds % options.WindowSeconds));
    }

    private Counter CounterOf(RateKey key)
    {
        var table = Current().Tables[(int)key.Subject];
        if (table.Counters.TryGetValue(key.Hash, out var known))
        {
            return known;
        }

        return Volatile.Read(ref table.Count) < options.MaxCounters && Interlocked.Increment(ref table.Count) <= options.MaxCounters
            ? table.Counters.GetOrAdd(key.Hash, _ => new Counter())
            : table.Overflow;
    }

    private Window Current()
    {
        var number = time.GetUtcNow().ToUnixTimeSeconds() / options.WindowSeconds;
        lock (gate)
        {
            if (current.Number != number)
            {
                current = new Window(number);
            }

            return current;
        }
    }

    private sealed class Window(long number)
    {
        public long Number => number;

        public Table[] Tables { get; } = [.. Enum.GetValues<RateSubject>().Select(_ => new Table())];
    }

    private sealed class Table
    {
        public int Count;

        public ConcurrentDictionary<UInt128, Counter> Counters { get; } = new();

        public Counter Overflow { get; } = new();
    }

    private sealed class Counter
    {
        public int Taken;
    }
}
