namespace CauseFlow.Secrets;

/// <summary>
/// Rotation in the order that loses nothing: add the key, have it on disk, switch to it, and let the background move the
/// old secrets. Killed at any point, what is stored can still be opened, since no key is ever removed here.
/// </summary>
public sealed class KeyRotation(
    IKeyEncryptionKeyProvider keys, IEnumerable<ISecretStore> stores, Rewrapper rewrapper) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Makes a key and switches to it; answers its id. Rewrapping begins at once, in the background.</summary>
    /// <param name="beforeSwitch">Records the id while nothing is under it.</param>
    /// <param name="cancellationToken">Before the switch only.</param>
    /// <exception cref="KeysReadOnlyException">Keys are made elsewhere.</exception>
    public async Task<string> RotateAsync(Func<string, Task> beforeSwitch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(beforeSwitch);
        await _one.WaitAsync(cancellationToken);
        try
        {
            var keyId = keys.AddKey();
            await beforeSwitch(keyId);
            keys.SwitchTo(keyId);
            rewrapper.Wake();
            return keyId;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>The keys, what is under them, and what is still to be done.</summary>
    public async Task<KeyStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var current = keys.CurrentKeyId;
        var available = keys.KeyIds;
        var counts = new SortedDictionary<string, int>(available.ToDictionary(x => x, _ => 0), StringComparer.Ordinal);
        foreach (var store in stores)
        {
            foreach (var (keyId, count) in await store.CountByKeyAsync(cancellationToken))
            {
                counts[keyId] = counts.GetValueOrDefault(keyId) + count;
            }
        }

        var uses = counts.Select(x => new KeyUse(x.Key, x.Key == current, available.Contains(x.Key), x.Value)).ToList();
        return new KeyStatus
        {
            CurrentKeyId = current, Keys = uses,
            Remaining = uses.Where(x => x is { Current: false, Available: true }).Sum(x => x.Secrets),
            Disabled = uses.Where(x => !x.Available).Sum(x => x.Secrets),
        };
    }
}
