using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CauseFlow.Collection.Transport;

/// <summary>
/// The sockets to a cloud: redirects are never followed (the credential would go with them), cookies are not kept, the
/// cloud learns nothing of this trace, and no proxy default adds a retry. The time-out of a call is its caller's matter.
/// </summary>
public static class CloudSockets
{
    /// <param name="connectTimeout">The longest time to open a connection.</param>
    /// <param name="extraRoots">
    /// Certificates (PEM files) of roots that are trusted beside the machine's own, for a proxy that ends TLS or an endpoint of
    /// one's own. Operator configuration only.
    /// </param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SocketsHttpHandler Create(TimeSpan connectTimeout, IReadOnlyCollection<string>? extraRoots = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        };
        if (extraRoots is { Count: > 0 })
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Validation(extraRoots);
        }

        return handler;
    }

    /// <summary>The machine's own verdict counts; only an unknown root is looked up among the extra ones.</summary>
    private static RemoteCertificateValidationCallback Validation(IReadOnlyCollection<string> files)
    {
        var roots = new X509Certificate2Collection();
        foreach (var file in files)
        {
            roots.ImportFromPemFile(file);
        }

        return (_, certificate, chain, errors) => errors switch
        {
            SslPolicyErrors.None => true,
            SslPolicyErrors.RemoteCertificateChainErrors when certificate is not null => Build(certificate, chain, roots),
            _ => false,
        };
    }

    private static bool Build(X509Certificate certificate, X509Chain? sent, X509Certificate2Collection roots)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
        return chain.Build(leaf);
    }
}
