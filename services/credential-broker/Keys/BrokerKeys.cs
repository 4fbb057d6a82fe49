using System.Security.Cryptography;
using CauseFlow.Secrets;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>
/// The broker's own keys. They are read at the first use, which <see cref="BrokerKeyCheck"/> makes the start. To rotate
/// one, rename <c>audit.key</c> to <c>audit-&lt;name&gt;.key</c> (or the token key likewise), put a new file in its
/// place and restart: what is older is still checked under the key that it was made with.
/// </summary>
public sealed class BrokerKeys(IOptions<BrokerKeyOptions> options)
{
    private const int KeyIdLength = 8;
    private readonly Lazy<KeySet> _audit = new(() => KeySet.Read(options.Value, "audit"));
    private readonly Lazy<KeySet> _token = new(() => KeySet.Read(options.Value, "token"));

    /// <summary>The id of the audit key that signs now; derived from the key, and no secret.</summary>
    public string CurrentAuditKeyId => _audit.Value.CurrentId;

    /// <summary>Whether an audit key is there, current or retired.</summary>
    public bool HasAuditKey(string keyId) => _audit.Value.Keys.ContainsKey(keyId);

    /// <summary>HMAC-SHA-256 of the audit chain and its heads.</summary>
    /// <exception cref="KeyUnavailableException">There is no such key.</exception>
    public byte[] AuditMac(string keyId, ReadOnlySpan<byte> content) =>
        _audit.Value.Keys.TryGetValue(keyId, out var key)
            ? HMACSHA256.HashData(key, content)
            : throw new KeyUnavailableException(keyId, $"Audit key {keyId} is missing. Restore it from your backup.");

    /// <summary>HMAC-SHA-256 of session tokens.</summary>
    public byte[] TokenMac(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_token.Value.Current, content);

    /// <summary>The same under every token key, the current one first: for tokens that were made before a rotation.</summary>
    public IEnumerable<byte[]> TokenMacs(byte[] content) =>
        _token.Value.Keys.Values.OrderBy(x => x != _token.Value.Current).Select(key => HMACSHA256.HashData(key, content));

    /// <summary>Reads the keys now.</summary>
    /// <exception cref="FileNotFoundException">A key is missing.</exception>
    public void Load()
    {
        _ = _audit.Value;
        _ = _token.Value;
    }

    /// <summary>Makes what is missing and leaves what is there.</summary>
    public static void CreateMissing(BrokerKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        KeyFiles.CreateFolder(options.KeyFolder);
        foreach (var name in FileNames.Where(name => !File.Exists(Path.Combine(options.KeyFolder, name))))
        {
            KeyFiles.CreateKey(Path.Combine(options.KeyFolder, name));
        }
    }

    /// <summary>Whether a key file is missing.</summary>
    public static bool AnyMissing(BrokerKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FileNames.Any(name => !File.Exists(Path.Combine(options.KeyFolder, name)));
    }

    private static string[] FileNames => ["audit.key", "token.key"];

    private sealed record KeySet(string CurrentId, byte[] Current, IReadOnlyDictionary<string, byte[]> Keys)
    {
        public static KeySet Read(BrokerKeyOptions options, string name)
        {
            var path = Path.Combine(options.KeyFolder, $"{name}.key");
            if (!File.Exists(path))
            {
                throw new FileNotFoundException(
                    $"{path} is missing. Restore the key folder from your backup; without it neither the audit chain nor "
                    + "open sessions can be checked.", path);
            }

            var current = KeyFiles.ReadKey(path);
            var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [IdOf(current)] = current };
            foreach (var retired in Directory.GetFiles(options.KeyFolder, $"{name}-*.key").Select(KeyFiles.ReadKey))
            {
                keys.TryAdd(IdOf(retired), retired);
            }

            return new KeySet(IdOf(current), current, keys);
        }

        private static string IdOf(byte[] key) =>
            Convert.ToHexStringLower(HMACSHA256.HashData(key, "causeflow-key-id"u8))[..KeyIdLength];
    }
}
