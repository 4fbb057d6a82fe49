using Microsoft.Extensions.Caching.Memory;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// What was found to be in order is not asked of the store again for a second: in a storm, asking for route and topic costs
/// more than everything else of a delivery. Only a yes is kept. A change of this replica ends it at once, one of another
/// replica within the second, and the decision asks for the account again.
/// </summary>
public sealed class KnownSenders(TimeProvider time) : IDisposable
{
    private const int MaxEntries = 20_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MaxEntries });

    public bool Contains(object sender) => Find(sender) is not null;

    /// <summary>What was kept with the sender; null when nothing is known of it now.</summary>
    public object? Find(object sender) =>
        _cache.TryGetValue(sender, out Entry? entry) && entry!.Until > time.GetUtcNow() ? entry.Value : null;

    public void Keep(object sender, object value)
    {
        using var entry = _cache.CreateEntry(sender);
        entry.Value = new Entry(value, time.GetUtcNow() + Lifetime);
        entry.Size = 1;
        entry.AbsoluteExpirationRelativeToNow = Lifetime;
    }

    public void Clear() => _cache.Clear();

    public void Dispose() => _cache.Dispose();

    private sealed record Entry(object Value, DateTimeOffset Until);
}
