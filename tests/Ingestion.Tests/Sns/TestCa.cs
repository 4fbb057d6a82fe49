using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CauseFlow.Ingestion.Tests.Sns;

/// <summary>A certificate authority of the tests' own, with a root that lives long on either side of any clock.</summary>
public sealed class TestCa : IDisposable
{
    public static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset To = new(2045, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _root;

    public TestCa(string name = "Test Root")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _root = request.CreateSelfSigned(From, To);
        RootFile = Path.Combine(Path.GetTempPath(), $"causeflow-root-{Guid.NewGuid():n}.pem");
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
    }

    /// <summary>PEM file of the root.</summary>
    public string RootFile { get; }

    public X509Certificate2 Issue(
        string name, RSA key, DateTimeOffset? from = null, DateTimeOffset? to = null,
        X509KeyUsageFlags? usage = X509KeyUsageFlags.DigitalSignature, string? dnsName = null, bool loopback = false)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        if (usage is { } flags)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, true));
        }

        if (dnsName is not null || loopback)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(dnsName ?? name);
            if (loopback)
            {
                names.AddIpAddress(IPAddress.Loopback);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        return request.Create(_root, from ?? From.AddDays(1), to ?? To.AddDays(-1), RandomNumberGenerator.GetBytes(12));
    }

    /// <summary>An authority between the root and its leaves.</summary>
    public X509Certificate2 IssueIntermediate(RSA key, string? issuerAddress = null)
    {
        var request = new CertificateRequest("CN=Test Intermediate", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        AddIssuer(request, issuerAddress);
        using var bare = request.Create(_root, From.AddDays(1), To.AddDays(-1), RandomNumberGenerator.GetBytes(12));
        return bare.CopyWithPrivateKey(key);
    }

    /// <summary>A leaf of SNS that names where the intermediate is.</summary>
    public static X509Certificate2 IssueUnder(X509Certificate2 intermediate, RSA key, string? issuerAddress)
    {
        var request = new CertificateRequest("CN=sns.amazonaws.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        AddIssuer(request, issuerAddress);
        return request.Create(intermediate, From.AddDays(2), To.AddDays(-2), RandomNumberGenerator.GetBytes(12));
    }

    private static void AddIssuer(CertificateRequest request, string? address)
    {
        if (address is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [address]));
        }
    }

    public void Dispose()
    {
        File.Delete(RootFile);
        _root.Dispose();
        _key.Dispose();
    }
}
