using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>
/// Authentication stands before the limiter, which must know the tenant; so a guessed key would cost a query however
/// often it is guessed. An address that has used up its limit of requests without a valid identity causes no more
/// queries, except for keys that were good lately: they may share the address with whoever guesses.
/// </summary>
internal sealed class GuessGuard(RateWindows windows, IOptions<RateLimitOptions> limits)
{
    private const int MaxGood = 10_000;
    private readonly ConcurrentDictionary<string, byte> good = new(StringComparer.Ordinal);

    public bool MayLookFor(HttpContext context, string keyHash) =>
        good.ContainsKey(keyHash) || windows.Remaining(RateKey.Address(context), limits.Value.PerAddress) > 0;

    /// <summary>A hint that only saves a refusal: whether the key is still good, the store says at each request.</summary>
    public void NoteGood(string keyHash)
    {
        if (good.Count >= MaxGood)
        {
            good.Clear();
        }

        good.TryAdd(keyHash, 0);
    }
}
