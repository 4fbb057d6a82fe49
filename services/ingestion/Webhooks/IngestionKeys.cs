using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// Derives route keys and signing secrets from one master key in a file, so that the database alone opens no webhook.
/// </summary>
public sealed class IngestionKeys
{
    private const int KeyBytes = 32;
    private readonly byte[] _routeKey;
    private readonly byte[] _signingKey;
    private readonly byte[] _passwordKey;

    public IngestionKeys(IOptions<IngestionOptions> options)
    {
        var master = Load(options.Value);
        _routeKey = Derive(master, "causeflow/ingestion/route-key/v1");
        _signingKey = Derive(master, "causeflow/ingestion/signing-secret/v1");
        _passwordKey = Derive(master, "causeflow/ingestion/webhook-password/v1");
        CryptographicOperations.ZeroMemory(master);
    }

    /// <summary>The route key of a generation: 128 bits in 26 lower-case base-32 characters.</summary>
    public string RouteKey(string tenantId, string provider, int generation) =>
        Short(_routeKey, tenantId, provider, generation);

    /// <summary>The password of a generation, which needs no escape in an address: as long as a route key.</summary>
    public string Password(string tenantId, string provider, int generation) =>
        Short(_passwordKey, tenantId, provider, generation);

    /// <summary>The secret with which senders of the custom webhook sign: 256 bits, derived and never stored.</summary>
    public string SigningSecret(string tenantId, int generation)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{tenantId}|{generation}");
        return "whsec_" + Convert.ToHexStringLower(HMACSHA256.HashData(_signingKey, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>SHA-256 of a route key, lower-case hex: what is stored and looked up.</summary>
    public static string Hash(string routeKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(routeKey)));

    private static string Short(byte[] key, string tenantId, string provider, int generation)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{tenantId}|{provider}|{generation}");
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
        return Base32(hash.AsSpan(0, 16));
    }

    private static byte[] Load(IngestionOptions options)
    {
        var path = options.RouteKeyMasterFile;
        if (!File.Exists(path))
        {
            if (!options.CreateMissingKeys)
            {
                throw new InvalidOperationException(
                    $"The key file {path} (Ingestion:RouteKeyMasterFile) is missing. Restore it from its backup: "
                    + "webhook addresses and signing secrets depend on it.");
            }

            Create(path);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes
            ? key
            : throw new InvalidOperationException($"The key file {path} does not hold exactly {KeyBytes} bytes.");
    }

    private static void Create(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
        file.Flush(flushToDisk: true);
    }

    private static byte[] Derive(byte[] master, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, info: Encoding.ASCII.GetBytes(purpose));

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        const string alphabet = "abcdefghijklmnopqrstuvwxyz234567";
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        var (buffer, bits) = (0, 0);
        foreach (var value in bytes)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(alphabet[(buffer >> bits) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return (bits > 0 ? text.Append(alphabet[(buffer << (5 - bits)) & 31]) : text).ToString();
    }

    public override string ToString() => "[redacted]";
}
