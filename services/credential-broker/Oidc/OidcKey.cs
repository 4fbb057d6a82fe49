using System.Globalization;
using System.Security.Cryptography;

namespace CauseFlow.CredentialBroker.Oidc;

/// <summary>A signing key: RSA of 2,048 bits, since Entra takes no other algorithm than RS256.</summary>
public sealed class OidcKey
{
    public const string Algorithm = "RS256";
    private const int Bits = 2048;

    /// <summary>Every mint signs with it: a key of 16,384 bits would cost a second each time.</summary>
    private const int MaxBits = 4096;
    private const int IdLength = 16;
    private const string Timestamp = "yyyyMMdd'T'HHmmss'Z'";
    private readonly RSAParameters _parameters;

    private OidcKey(RSA rsa, DateTimeOffset createdAt)
    {
        _parameters = rsa.ExportParameters(includePrivateParameters: true);
        CreatedAt = createdAt;
        Id = Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))[..IdLength];
    }

    /// <summary>Derived from the public key.</summary>
    public string Id { get; }

    /// <summary>To the second, as the file's name has it.</summary>
    public DateTimeOffset CreatedAt { get; }

    public ReadOnlyMemory<byte> Modulus => _parameters.Modulus;

    public ReadOnlyMemory<byte> Exponent => _parameters.Exponent;

    /// <summary>PKCS #1 v1.5 over SHA-256.</summary>
    public byte[] Sign(byte[] data)
    {
        using var rsa = RSA.Create(_parameters);
        return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>A new key with the name and the content of its file.</summary>
    public static (string FileName, string Pem) Create(DateTimeOffset now)
    {
        using var rsa = RSA.Create(Bits);
        var key = new OidcKey(rsa, now);
        return ($"{now.UtcDateTime.ToString(Timestamp, CultureInfo.InvariantCulture)}-{key.Id}.pem", rsa.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Null for a file that is none of ours by its name.</summary>
    /// <exception cref="InvalidDataException">The file holds no RSA key.</exception>
    public static OidcKey? Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (name.IndexOf('-', StringComparison.Ordinal) is not (> 0 and var dash)
            || !DateTimeOffset.TryParseExact(name[..dash], Timestamp, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var createdAt))
        {
            return null;
        }

        using var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(File.ReadAllText(path));
            if (rsa.KeySize is >= Bits and <= MaxBits)
            {
                // A public key is read without complaint, and refused here.
                return new OidcKey(rsa, createdAt);
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException(
                $"{path} must hold a private RSA key as PEM. Restore it from your backup, or delete it.", e);
        }

        throw new InvalidDataException($"{path} must hold an RSA key of {Bits} to {MaxBits} bits. Replace it.");
    }

    public override string ToString() => $"OidcKey {{ Id = {Id} }}";
}
