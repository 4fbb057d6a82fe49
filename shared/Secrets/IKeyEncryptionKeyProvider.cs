using System.Security.Cryptography;

namespace CauseFlow.Secrets;

/// <summary>Holds the key-encryption keys: a folder of key files today, a key service elsewhere. Keys never leave it.</summary>
public interface IKeyEncryptionKeyProvider
{
    /// <summary>The id of the key under which new data keys are wrapped.</summary>
    string CurrentKeyId { get; }

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
