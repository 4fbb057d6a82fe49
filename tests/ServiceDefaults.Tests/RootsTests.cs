using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CauseFlow.ServiceDefaults.Tls;

namespace CauseFlow.ServiceDefaults.Tests;

/// <summary>Whose certificates a client takes for a server's.</summary>
public sealed class RootsTests : IDisposable
{
    private const string ForServers = "1.3.6.1.5.5.7.3.1";
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"roots-{Guid.NewGuid():N}.pem");
    private readonly ECDsa _key = ECDsa.Create();
    private readonly X509Certificate2 _root;

    public RootsTests()
    {
        var request = new CertificateRequest("CN=root", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        File.WriteAllText(_file, _root.ExportCertificatePem());
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
        File.Delete(_file);
    }

    [Theory]
    [InlineData(ForServers, true)]
    [InlineData(null, true)]
    [InlineData(ForClients, false)]
    public void A_certificate_for_clients_only_is_no_servers(string? use, bool isTaken)
    {
        using var certificate = Issue(use);

        Roots.OnlyThese(_file)(this, certificate, null, SslPolicyErrors.RemoteCertificateChainErrors).ShouldBe(isTaken);
        Roots.AlsoThese([_file])(this, certificate, null, SslPolicyErrors.RemoteCertificateChainErrors).ShouldBe(isTaken);
    }

    [Fact]
    public void Another_name_is_never_right()
    {
        using var certificate = Issue(ForServers);

        Roots.OnlyThese(_file)(this, certificate, null, SslPolicyErrors.RemoteCertificateNameMismatch).ShouldBeFalse();
    }

    private X509Certificate2 Issue(string? use)
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
        if (use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        }

        return request.Create(
            _root, Now.AddHours(-1), Now.AddHours(1), RandomNumberGenerator.GetBytes(8));
    }
}
