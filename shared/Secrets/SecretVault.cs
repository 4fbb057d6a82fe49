using System.Buffers.Text;
using System.Security.Cryptography;

namespace CauseFlow.Secrets;

/// <summary>
/// Envelope encryption: each secret has its own data key, wrapped by a key-encryption key. The ciphertext is text,
/// <c>v1.keyId.wrappedDataKey.sealedSecret</c> (base64url), so that the key id says which key is needed.
/// </summary>
public sealed class SecretVault(IKeyEncryptionKeyProvider keys)
{
    private const string Version = "v1";

    /// <summary>Encrypts under a new data key and the current key-encryption key.</summary>
    public async ValueTask<string> EncryptAsync(
        ReadOnlyMemory<byte> secret, SecretContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var dataKey = RandomNumberGenerator.GetBytes(AesGcmBox.KeyBytes);
        try
        {
            var sealedSecret = AesGcmBox.Seal(dataKey, secret.Span, context.ToAssociatedData(Version));
            return await FormatAsync(dataKey, sealedSecret, context, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Gives the secret back; the caller zeroes the buffer when it can.</summary>
    /// <exception cref="KeyUnavailableException">The key-encryption key is missing.</exception>
    /// <exception cref="CryptographicException">The ciphertext was changed or belongs elsewhere.</exception>
    public async ValueTask<byte[]> DecryptAsync(
        string ciphertext, SecretContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var envelope = Envelope.Parse(ciphertext);
        var dataKey = await UnwrapAsync(envelope, context, cancellationToken);
        try
        {
            return AesGcmBox.Open(dataKey, envelope.SealedSecret, context.ToAssociatedData(Version));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>
    /// The same secret under the current key: only the data key is wrapped again. Answers the same text when there is
    /// nothing to do, so that a background rotation can skip the row.
    /// </summary>
    public async ValueTask<string> RewrapAsync(
        string ciphertext, SecretContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var envelope = Envelope.Parse(ciphertext);
        if (envelope.KeyId == keys.CurrentKeyId)
        {
            return ciphertext;
        }

        var dataKey = await UnwrapAsync(envelope, context, cancellationToken);
        try
        {
            return await FormatAsync(dataKey, envelope.SealedSecret, context, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Which key a ciphertext needs.</summary>
    public static string KeyIdOf(string ciphertext) => Envelope.Parse(ciphertext).KeyId;

    private ValueTask<byte[]> UnwrapAsync(Envelope envelope, SecretContext context, CancellationToken cancellationToken) =>
        keys.UnwrapAsync(
            envelope.KeyId, envelope.WrappedKey, context.ToAssociatedData(Version, envelope.KeyId), cancellationToken);

    private async ValueTask<string> FormatAsync(
        byte[] dataKey, byte[] sealedSecret, SecretContext context, CancellationToken cancellationToken)
    {
        var keyId = keys.CurrentKeyId;
        var wrapped = await keys.WrapAsync(
            keyId, dataKey, context.ToAssociatedData(Version, keyId), cancellationToken);
        return $"{Version}.{keyId}.{Base64Url.EncodeToString(wrapped)}.{Base64Url.EncodeToString(sealedSecret)}";
    }

    private sealed record Envelope(string KeyId, byte[] WrappedKey, byte[] SealedSecret)
    {
        public static Envelope Parse(string ciphertext)
        {
            ArgumentNullException.ThrowIfNull(ciphertext);
            return ciphertext.Split('.') is [Version, { Length: > 0 } keyId, var wrapped, var box]
                ? new Envelope(keyId, Decode(wrapped), Decode(box))
                : throw new CryptographicException("The ciphertext has an unknown format.");
        }

        private static byte[] Decode(string text)
        {
            try
            {
                var bytes = Base64Url.DecodeFromChars(text);
                // Only the canonical spelling counts, or the text could be changed without notice.
                return Base64Url.EncodeToString(bytes) == text
                    ? bytes
                    : throw new CryptographicException("The ciphertext is not canonical.");
            }
            catch (FormatException)
            {
                throw new CryptographicException("The ciphertext is not base64url.");
            }
        }
    }
}
