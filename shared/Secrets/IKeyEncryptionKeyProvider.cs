using System.Security.Cryptography;

namespace CauseFlow.Secrets;

/// <summary>Holds the key-encryption keys: a folder of key files today, a key service elsewhere. Keys never leave it.</summary>
public interface IKeyEncryptionKeyProvider
{
    /// <summary>The id of the key under which new data keys are wrapped.</summary>
    string CurrentKeyId { get; }

    /// <summary>Every key that is there now, the current one included.</summary>
    IReadOnlyList<string> KeyIds { get; }

    /// <summary>Makes a new random key, keeps it for good, and answers its id. Nothing is under it yet.</summary>
    /// <exception cref="KeysReadOnlyException">Keys are made elsewhere, as with a mounted secret.</exception>
    string AddKey();

    /// <summary>Wraps under this key from now on.</summary>
    /// <exception cref="KeyUnavailableException">There is no such key.</exception>
    void SwitchTo(string keyId);

    /// <summary>Wraps a 32-byte data key under <paramref name="keyId"/>, bound to <paramref name="associatedData"/>.</summary>
    /// <exception cref="KeyUnavailableException">The key is not there.</exception>
    ValueTask<byte[]> WrapAsync(
        string keyId, ReadOnlyMemory<byte> dataKey, ReadOnlyMemory<byte> associatedData, CancellationToken cancellationToken);

    /// <summary>Gives a wrapped data key back; the caller zeroes it after use.</summary>
    /// <exception cref="KeyUnavailableException">The key is not there.</exception>
    /// <exception cref="CryptographicException">The wrapped key or its associated data was changed.</exception>
    ValueTask<byte[]> UnwrapAsync(
        string keyId, ReadOnlyMemory<byte> wrappedKey, ReadOnlyMemory<byte> associatedData,
        CancellationToken cancellationToken);
}
