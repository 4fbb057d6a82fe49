using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CauseFlow.CloudSimulation.Sns;

/// <summary>A root and an intermediate that issue leaf certificates, as Amazon's own chain does.</summary>
internal sealed class CertificateChain : IDisposable
{
    private static readonly OidCollection TlsUsages = [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")];
    private readonly DateTimeOffset notBefore;
    private readonly DateTimeOffset notAfter;

    private CertificateChain(X509Certificate2 root, string keyName)
    {
        Root = root;
        (notBefore, notAfter) = (root.NotBefore, root.NotAfter);
        using var key = KeyPool.Get(keyName + " intermediate");
        var request = Request("CN=Simulated RSA 2048 M01, O=Simulated Cloud", key, isAuthority: true, root);
        using var bare = request.Create(root, notBefore, notAfter, Serial());
        Intermediate = bare.CopyWithPrivateKey(key);
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Intermediate { get; }

    /// <summary>Makes a new root, or reads the one that an earlier run left in the folder.</summary>
    /// <param name="folder">Null makes one that lives as long as the process.</param>
    /// <param name="now">The injected clock's time.</param>
    /// <param name="name">Chains of different names share no key.</param>
    public static CertificateChain Open(string? folder, DateTimeOffset now, string name = "honest")
    {
        if (folder is null)
        {
            using var shared = KeyPool.Get(name + " root");
            return new CertificateChain(CreateRoot(shared, now), name);
        }

        var path = Path.Combine(folder, "root.pem");
        if (!File.Exists(path))
        {
            using var key = RSA.Create(2048);
            using var root = CreateRoot(key, now);
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.Write($"{root.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        }

        return new CertificateChain(X509Certificate2.CreateFromPemFile(path), name);
    }

    /// <summary>
    /// A leaf with its private key; it may lie outside the validity of the chain, to be refused for it.
    /// </summary>
    /// <param name="key">Its key.</param>
    /// <param name="commonName">Its subject and DNS name.</param>
    /// <param name="from">Null: as the chain.</param>
    /// <param name="to">Null: as the chain.</param>
    /// <param name="issuerAddress">Where the intermediate is published; null names none.</param>
    public X509Certificate2 Issue(
        RSA key, string commonName, DateTimeOffset? from = null, DateTimeOffset? to = null, Uri? issuerAddress = null)
    {
        var request = Request($"CN={commonName}", key, isAuthority: false, Intermediate);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(commonName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(TlsUsages, false));
        if (issuerAddress is not null)
        {
            request.CertificateExtensions.Add(
                new X509AuthorityInformationAccessExtension(null, [issuerAddress.AbsoluteUri]));
        }

        using var issuerKey = Intermediate.GetRSAPrivateKey()!;
        using var bare = request.Create(
            Intermediate.SubjectName, X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1),
            from ?? notBefore, to ?? notAfter, Serial());
        return bare.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        Root.Dispose();
        Intermediate.Dispose();
    }

    /// <summary>Valid for the injected clock and for the real one: TLS clients know only the latter.</summary>
    private static X509Certificate2 CreateRoot(RSA key, DateTimeOffset now)
    {
        var real = TimeProvider.System.GetUtcNow();
        var (first, last) = now < real ? (now, real) : (real, now);
        return Request("CN=Simulated Root CA 1, O=Simulated Cloud", key, isAuthority: true, issuer: null)
            .CreateSelfSigned(first.AddYears(-1), last.AddYears(5));
    }

    private static CertificateRequest Request(string subject, RSA key, bool isAuthority, X509Certificate2? issuer)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var usage = isAuthority
            ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign
            : X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment;
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is not null)
        {
            request.CertificateExtensions.Add(
                X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        }

        return request;
    }

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        return serial;
    }
}
