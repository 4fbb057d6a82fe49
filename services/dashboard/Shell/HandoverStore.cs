using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// What was read to draw a page for the first time, for the few moments until its connection stands: otherwise everything would be
/// read twice, and the page would fall back to "loading" before the eyes of its reader. Bounded in number and time; what is gone is
/// read again.
/// </summary>
public sealed class HandoverStore(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<string, (object Value, DateTimeOffset Until)> kept = new(StringComparer.Ordinal);

    /// <summary>A name that nobody guesses; it goes to the browser sealed, with the state of the page.</summary>
    public string Put(object value)
    {
        var now = time.GetUtcNow();
        foreach (var old in kept.Where(one => one.Value.Until < now))
        {
            kept.TryRemove(old);
        }

        var id = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        if (kept.Count < Most)
        {
            kept[id] = (value, now + Lifetime);
        }

        return id;
    }

    /// <summary>Once.</summary>
    public bool TryTake<T>(string id, out T value)
    {
        if (kept.TryRemove(id, out var one) && one.Until >= time.GetUtcNow() && one.Value is T known)
        {
            value = known;
            return true;
        }

        value = default!;
        return false;
    }
}
