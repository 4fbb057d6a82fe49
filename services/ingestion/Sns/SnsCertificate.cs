using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CauseFlow.Ingestion.Sns;

/// <summary>A signing certificate whose chain, name, key and use have been checked once; its validity is checked on each use.</summary>
public sealed class SnsCertificate
{
    private const int MinKeyBits = 2048;
    private readonly X509Certificate2 _leaf;
    private readonly RSA _key;

    private SnsCertificate(X509Certificate2 leaf, RSA key) => (_leaf, _key) = (leaf, key);

    /// <summary>Checks a chain, leaf first. Throws untrusted_, expired_ or wrong_certificate codes.</summary>
    public static SnsCertificate Create(
        X509Certificate2Collection certificates, SnsUrl url, SnsTrust trust, DateTimeOffset now)
    {
        var leaf = certificates[0];
        RequireName(leaf, url);
        RequireValidity(leaf, now);
        RequireChain(certificates, url, trust, now);
        if (leaf.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage
            && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
        {
            throw SnsRejection.UntrustedCertificate("The signing certificate is not meant for signatures.");
        }

        var key = leaf.GetRSAPublicKey();
        return key is not null && key.KeySize >= MinKeyBits
            ? new SnsCertificate(leaf, key)
            : throw SnsRejection.UntrustedCertificate("The signing certificate has no RSA key of at least 2048 bits.");
    }

    /// <summary>True when the signature is RSA PKCS#1 v1.5 over the data. Throws expired_certificate.</summary>
    public bool Verify(byte[] data, byte[] signature, int signatureVersion, DateTimeOffset now)
    {
        RequireValidity(_leaf, now);
        var hash = signatureVersion == 1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        return _key.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
    }

    /// <summary>Reads a PEM file, leaf first. Throws untrusted_certificate.</summary>
    public static X509Certificate2Collection Import(byte[] pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(System.Text.Encoding.ASCII.GetString(pem));
        }
        catch (CryptographicException)
        {
            throw SnsRejection.UntrustedCertificate("The signing certificate cannot be read.");
        }

        return certificates.Count is > 0 and <= 8
            ? certificates
            : throw SnsRejection.UntrustedCertificate("The certificate file does not hold one chain.");
    }

    /// <summary>
    /// The certificate whose issuer is not among <paramref name="certificates"/> nor trusted; null when the chain is whole,
    /// wherever it ends.
    /// </summary>
    public static X509Certificate2? WithoutIssuer(
        X509Certificate2Collection certificates, SnsUrl url, SnsTrust trust, DateTimeOffset now)
    {
        using var chain = Build(certificates, url, trust, now, out _);
        return chain.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.PartialChain)
            ? X509CertificateLoader.LoadCertificate(chain.ChainElements[^1].Certificate.RawData)
            : null;
    }

    private static void RequireName(X509Certificate2 leaf, SnsUrl url)
    {
        var topic = url.Topic;
        string[] allowed =
        [
            "sns.amazonaws.com", $"sns.{topic.DomainSuffix}", $"sns-signing.{topic.Region}.{topic.DomainSuffix}",
            .. url.ExtraHost is { } extra ? new[] { extra.Host } : [],
        ];
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames())
            .Append(leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        if (!names.Any(name => allowed.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            throw SnsRejection.WrongCertificateName();
        }
    }

    private static void RequireValidity(X509Certificate2 leaf, DateTimeOffset now)
    {
        if (now < leaf.NotBefore.ToUniversalTime())
        {
            throw SnsRejection.CertificateNotYetValid();
        }

        if (now > leaf.NotAfter.ToUniversalTime())
        {
            throw SnsRejection.ExpiredCertificate();
        }
    }

    private static void RequireChain(
        X509Certificate2Collection certificates, SnsUrl url, SnsTrust trust, DateTimeOffset now)
    {
        using var chain = Build(certificates, url, trust, now, out var isTrusted);
        if (isTrusted)
        {
            return;
        }

        throw chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.NotTimeValid)
            ? SnsRejection.ExpiredCertificate()
            : SnsRejection.UntrustedCertificate("The signing certificate's chain does not end in a trusted root.");
    }

    private static X509Chain Build(
        X509Certificate2Collection certificates, SnsUrl url, SnsTrust trust, DateTimeOffset now, out bool isTrusted)
    {
        var chain = new X509Chain { ChainPolicy = trust.Policy(url.ExtraHost is not null) };
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ExtraStore.AddRange(certificates);
        isTrusted = chain.Build(certificates[0]);
        return chain;
    }
}
