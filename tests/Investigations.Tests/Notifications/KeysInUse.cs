using CauseFlow.Secrets;

namespace CauseFlow.Investigations.Tests.Notifications;

/// <summary>The real keys, with something that happens while a secret is being opened.</summary>
internal sealed class KeysInUse(IKeyEncryptionKeyProvider keys, Func<Task> meanwhile) : IKeyEncryptionKeyProvider
{
    public string CurrentKeyId => keys.CurrentKeyId;

    public IReadOnlyList<string> KeyIds => keys.KeyIds;

    public string AddKey() => keys.AddKey();

    public void SwitchTo(string keyId) => keys.SwitchTo(keyId);

    public ValueTask<byte[]> WrapAsync(
        string keyId, ReadOnlyMemory<byte> dataKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken) =>
        keys.WrapAsync(keyId, dataKey, associatedData, cancellationToken);

    public async ValueTask<byte[]> UnwrapAsync(
        string keyId, ReadOnlyMemory<byte> wrappedKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken)
    {
        var key = await keys.UnwrapAsync(keyId, wrappedKey, associatedData, cancellationToken);
        await meanwhile();
        return key;
    }
}
