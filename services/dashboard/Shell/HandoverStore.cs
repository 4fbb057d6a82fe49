using System.Security.Cryptography;

namespace CauseFlow.Dashboard.Shell;

/// <summary>
/// What was read to draw a page for the first time, for the few moments until its connection stands: otherwise everything would be
/// read twice, and the page would fall back to "loading" before the eyes of its reader. Bounded in number, size and time, for all and for
/// each person, who could ask for pages and never connect; what is not kept is read again.
/// </summary>
public sealed class HandoverStore(TimeProvider time)
{
    internal const int Most = 400;
    internal const int MostOfOne = 60;

    /// <summary>Of the answers as they came; in memory they take a few times as much.</summary>
    internal const long MostBytes = 64 * 1024 * 1024;
    internal const long MostBytesOfOne = 20 * 1024 * 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <summary>A name that nobody guesses, which goes to the browser sealed, with the state of the page; null where there is no room.</summary>
    /// <param name="value">What was read.</param>
    /// <param name="bytes">How long the answers were that it was read from.</param>
    /// <param name="person">Who reads.</param>
    public string? Put(object value, long bytes, string person)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            foreach (var old in kept.Where(one => one.Value.Until < now).Select(one => one.Key).ToList())
            {
                kept.Remove(old);
            }

            var own = kept.Values.Where(one => one.Person == person).ToList();
            if (kept.Count >= Most || own.Count >= MostOfOne
                || bytes + kept.Values.Sum(one => one.Bytes) > MostBytes || bytes + own.Sum(one => one.Bytes) > MostBytesOfOne)
            {
                return null;
            }

            var id = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            kept[id] = new Kept(value, bytes, person, now + Lifetime);
            return id;
        }
    }

    /// <summary>Once.</summary>
    public bool TryTake<T>(string id, out T value)
    {
        lock (gate)
        {
            if (kept.Remove(id, out var one) && one.Until >= time.GetUtcNow() && one.Value is T known)
            {
                value = known;
                return true;
            }
        }

        value = default!;
        return false;
    }

    private sealed record Kept(object Value, long Bytes, string Person, DateTimeOffset Until);
}
