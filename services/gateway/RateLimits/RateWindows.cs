using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>
/// Counters of the current fixed window. All windows begin together, at multiples of their length since the epoch, so the
/// next window is simply a new, empty table and no counter has to be cleaned up.
/// </summary>
internal sealed class RateWindows(TimeProvider time, IOptions<RateLimitOptions> options)
{
    private const string Overflow = "overflow";
    private readonly RateLimitOptions options = options.Value;
    private readonly Lock gate = new();
    private Window current = new(long.MinValue);

    /// <summary>Counts one request; false when the limit was used up before it.</summary>
    public bool TryTake(string key, int limit) => Interlocked.Increment(ref CounterOf(key).Taken) <= limit;

    public int Remaining(string key, int limit) => Math.Max(0, limit - Volatile.Read(ref CounterOf(key).Taken));

    /// <summary>Whole seconds until the window ends, at least 1.</summary>
    public int SecondsToReset()
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        return (int)(options.WindowSeconds - (seconds % options.WindowSeconds));
    }

    private Counter CounterOf(string key)
    {
        var window = Current();
        if (window.Counters.TryGetValue(key, out var known))
        {
            return known;
        }

        var name = Interlocked.Increment(ref window.Count) > options.MaxCounters ? Overflow : key;
        return window.Counters.GetOrAdd(name, _ => new Counter());
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
        public int Count;

        public long Number => number;

        public ConcurrentDictionary<string, Counter> Counters { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Counter
    {
        public int Taken;
    }
}
