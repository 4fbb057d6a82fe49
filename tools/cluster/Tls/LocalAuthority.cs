using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CauseFlow.Cluster.Tls;

/// <summary>An authority that lives as long as its folder, and signs for names on this machine only.</summary>
public sealed class LocalAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly DateTimeOffset _from;
    private readonly string _folder;

    public LocalAuthority(string folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _folder = Directory.CreateDirectory(folder).FullName;
        _from = time.GetUtcNow().AddMinutes(-5);
        var request = new CertificateRequest("CN=CauseFlow local authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(_from, _from + Lifetime);
        File.WriteAllText(CaFile, _root.ExportCertificatePem());
    }

    public string CaFile => Path.Combine(_folder, "ca.crt");

    /// <summary>The name by which the parts reach each other: all are on this machine, and not every resolver knows names of it.</summary>
    public const string HostName = "localhost";

    /// <summary>A certificate for this part, and its private key, as PEM files.</summary>
    /// <param name="name">The part.</param>
    /// <param name="hostName">The name that its clients compare.</param>
    public (string CertificateFile, string KeyFile) Issue(string name, string hostName = HostName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddDnsName(hostName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        using var certificate = request.Create(_root, _from, _from + Lifetime, RandomNumberGenerator.GetBytes(16));
        var (certificateFile, keyFile) = (Path.Combine(_folder, $"{name}.crt"), Path.Combine(_folder, $"{name}.key"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}
