using System.Security.Cryptography;
using CauseFlow.Secrets;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Keys;

/// <summary>The broker's own keys. They are read at the first use, which <see cref="BrokerKeyCheck"/> makes the start.</summary>
public sealed class BrokerKeys(IOptions<BrokerKeyOptions> options)
{
    private readonly Lazy<byte[]> _audit = new(() => Read(options.Value, "audit.key"));
    private readonly Lazy<byte[]> _token = new(() => Read(options.Value, "token.key"));

    /// <summary>HMAC-SHA-256 of the audit chain and its heads.</summary>
    public byte[] AuditMac(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_audit.Value, content);

    /// <summary>HMAC-SHA-256 of session tokens.</summary>
    public byte[] TokenMac(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_token.Value, content);

    /// <summary>Reads both keys now.</summary>
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

    private static byte[] Read(BrokerKeyOptions options, string name)
    {
        var path = Path.Combine(options.KeyFolder, name);
        return File.Exists(path)
            ? KeyFiles.ReadKey(path)
            : throw new FileNotFoundException(
                $"{path} is missing. Restore the key folder from your backup; without it neither the audit chain nor "
                + "open sessions can be checked.", path);
    }
}
