using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>The ES256 keys of the services in this process, and the public keys of those that they trust.</summary>
public sealed partial class ServiceKeys(IOptions<IdentityOptions> options)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly IdentityOptions options = options.Value;
    private readonly ConcurrentDictionary<string, ECDsaSecurityKey> signing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTime WrittenAt, ECDsaSecurityKey Key)> trusted =
        new(StringComparer.Ordinal);

    private string TrustedFolder => options.TrustedKeyFolder ?? options.KeyFolder;

    /// <summary>The private key of a service in this process.</summary>
    /// <exception cref="InvalidOperationException">There is no key file.</exception>
    public ECDsaSecurityKey SigningKey(string service) => signing.GetOrAdd(service, LoadSigningKey);

    /// <summary>The public key of a peer, or null. Read again whenever its file changes, so a peer may start later.</summary>
    public ECDsaSecurityKey? TrustedKey(string service)
    {
        // The name comes from a token that nobody has verified yet; it must not become a path of its choice.
        if (!ServiceName().IsMatch(service))
        {
            return null;
        }

        var path = PublicPath(service);
        try
        {
            var writtenAt = FileStamp.Of(path);
            if (trusted.TryGetValue(service, out var known) && known.WrittenAt == writtenAt)
            {
                return known.Key;
            }

            var key = FromPem(File.ReadAllText(path), service);
            trusted[service] = (writtenAt, key);
            return key;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or CryptographicException
            or UnauthorizedAccessException)
        {
            trusted.TryRemove(service, out _);
            return null;
        }
    }

    /// <summary>Makes the key pair when it is missing and that is allowed; else checks that the key can be read.</summary>
    /// <exception cref="InvalidOperationException">There is no key and none may be made.</exception>
    public void Ensure(string service)
    {
        if (!File.Exists(PrivatePath(service)) && options.CreateMissing)
        {
            Create(service);
        }

        var key = SigningKey(service);
        if (options.CreateMissing && !File.Exists(PublicPath(service)))
        {
            WriteWhole(PublicPath(service), key.ECDsa.ExportSubjectPublicKeyInfoPem(), mode: null);
        }
    }

    /// <summary>True for what may be the name of a service, and so of a file.</summary>
    internal static bool IsServiceName(string text) => ServiceName().IsMatch(text);

    private static ECDsaSecurityKey FromPem(string pem, string service)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.KeySize == 256
            ? new ECDsaSecurityKey(key) { KeyId = service }
            : throw new CryptographicException("A service key must be on the curve P-256.");
    }

    private static void WriteWhole(string path, string text, UnixFileMode? mode)
    {
        // A reader must never see half a key.
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(temporary, create))
        {
            writer.Write(text);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private ECDsaSecurityKey LoadSigningKey(string service)
    {
        var path = PrivatePath(service);
        return File.Exists(path)
            ? FromPem(File.ReadAllText(path), service)
            : throw new InvalidOperationException($"The service '{service}' has no identity: put an ES256 key in PEM form at"
                + $" {path}, or set Identity:CreateMissing on a machine where all services share that folder.");
    }

    private void Create(string service)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(options.KeyFolder);
        }
        else
        {
            Directory.CreateDirectory(options.KeyFolder, OwnerOnly | UnixFileMode.UserExecute);
        }

        Directory.CreateDirectory(TrustedFolder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        WriteWhole(PublicPath(service), key.ExportSubjectPublicKeyInfoPem(), mode: null);
        WriteWhole(PrivatePath(service), key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
    }

    private string PrivatePath(string service) => Path.Combine(options.KeyFolder, $"{service}.key.pem");

    private string PublicPath(string service) => Path.Combine(TrustedFolder, $"{service}.pub.pem");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}\\z")]
    private static partial Regex ServiceName();
}
