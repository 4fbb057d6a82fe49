using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace CauseFlow.Secrets;

/// <summary>
/// Key-encryption keys in a folder. Rotation: <see cref="AddKey()"/>, copy the file to every replica, then
/// <see cref="SwitchTo"/>, then rewrap the secrets; the old file may go when nothing is under it any more.
/// </summary>
public sealed class KeyFileProvider : IKeyEncryptionKeyProvider
{
    private readonly string _folder;

    /// <exception cref="KeyUnavailableException">The current key is missing: nothing could be encrypted.</exception>
    public KeyFileProvider(IOptions<SecretsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _folder = options.Value.KeyFolder;
        if (options.Value.CreateMissing && !File.Exists(PointerPath))
        {
            CreateFirst();
        }

        RequireCurrent();
    }

    /// <inheritdoc />
    public string CurrentKeyId => File.ReadAllText(PointerPath).Trim();

    /// <inheritdoc />
    public IReadOnlyList<string> KeyIds =>
    [
        .. Directory.GetFiles(_folder, "kek-*.key")
            .Select(path => Path.GetFileNameWithoutExtension(path)["kek-".Length..]).Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc />
    public string AddKey()
    {
        var keyId = RandomNumberGenerator.GetHexString(8, lowercase: true);
        try
        {
            AddKey(keyId);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && !File.Exists(PathOf(keyId))))
        {
            throw new KeysReadOnlyException($"No key can be written to {_folder}.", e);
        }

        // Read back what the disk holds before anything is put under it.
        WithKey(keyId, static _ => Array.Empty<byte>());
        return keyId;
    }

    private string PointerPath => Path.Combine(_folder, "current");

    /// <summary>Makes a new random key that nothing uses yet.</summary>
    /// <param name="keyId">Letters, digits and hyphens.</param>
    public void AddKey(string keyId) => KeyFiles.CreateKey(PathOf(keyId));

    /// <inheritdoc />
    public void SwitchTo(string keyId)
    {
        if (!File.Exists(PathOf(keyId)))
        {
            throw Missing(keyId);
        }

        try
        {
            KeyFiles.Write(PointerPath, keyId, replace: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new KeysReadOnlyException($"{PointerPath} cannot be written.", e);
        }
    }

    /// <inheritdoc />
    public ValueTask<byte[]> WrapAsync(
        string keyId, ReadOnlyMemory<byte> dataKey, ReadOnlyMemory<byte> associatedData,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(WithKey(keyId, key => AesGcmBox.Seal(key, dataKey.Span, associatedData.Span)));

    /// <inheritdoc />
    public ValueTask<byte[]> UnwrapAsync(
        string keyId, ReadOnlyMemory<byte> wrappedKey, ReadOnlyMemory<byte> associatedData,
        CancellationToken cancellationToken) =>
        ValueTask.FromResult(WithKey(keyId, key => AesGcmBox.Open(key, wrappedKey.Span, associatedData.Span)));

    private static KeyUnavailableException Missing(string keyId) =>
        new(keyId, $"Key-encryption key '{keyId}' is missing. Restore kek-{keyId}.key from your backup of the key folder.");

    private void CreateFirst()
    {
        KeyFiles.CreateFolder(_folder);
        var keys = Directory.GetFiles(_folder, "kek-*.key");
        if (keys.Length == 0)
        {
            // The id is random: should the folder be lost and made anew, old secrets say that their key is missing.
            SwitchTo(AddKey());
        }
        else if (keys.Length == 1)
        {
            // A crash between the two steps of the first start.
            SwitchTo(Path.GetFileNameWithoutExtension(keys[0])["kek-".Length..]);
        }
    }

    private void RequireCurrent()
    {
        if (!File.Exists(PointerPath))
        {
            throw new KeyUnavailableException(
                "current", $"There is no current key in {_folder}. Restore the key folder from your backup.");
        }

        WithKey(CurrentKeyId, static _ => Array.Empty<byte>());
    }

    private byte[] WithKey(string keyId, Func<byte[], byte[]> use)
    {
        var path = PathOf(keyId);
        if (!File.Exists(path))
        {
            throw Missing(keyId);
        }

        var key = KeyFiles.ReadKey(path);
        try
        {
            return use(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private string PathOf(string keyId)
    {
        // The id comes out of a stored ciphertext, so it must not name a path.
        if (keyId.Length is 0 or > 64 || !keyId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new CryptographicException("The key id is malformed.");
        }

        return Path.Combine(_folder, $"kek-{keyId}.key");
    }
}
