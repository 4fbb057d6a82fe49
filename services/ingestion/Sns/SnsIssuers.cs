using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Sns;

/// <summary>Completes the chain of a signing certificate that is served without its intermediates.</summary>
public sealed class SnsIssuers(ISnsHttp http, SnsTrust trust, IOptions<SnsOptions> options, TimeProvider time)
{
    /// <summary>Intermediates between a leaf and a root; Amazon's chain has one, cross-signed ones two.</summary>
    private const int MaxIntermediates = 3;

    private readonly ConcurrentDictionary<Uri, (X509Certificate2 Certificate, DateTimeOffset Until)> _known = new();
    private readonly SnsOptions _options = options.Value;

    /// <summary>
    /// Adds issuers until the chain is whole or none is named any more. Throws certificate_unreachable when a named one
    /// cannot be had now: the message may be right, so SNS has to deliver it again.
    /// </summary>
    public async Task CompleteAsync(X509Certificate2Collection certificates, SnsUrl url)
    {
        for (var added = 0; added < MaxIntermediates; added++)
        {
            using var last = SnsCertificate.WithoutIssuer(certificates, url, trust, time.GetUtcNow());
            if (last is null || SnsIssuerUrl.Of(last, url) is not { } address)
            {
                return;
            }

            certificates.Add(await GetAsync(address).ConfigureAwait(false));
        }
    }

    private async Task<X509Certificate2> GetAsync(SnsIssuerUrl address)
    {
        if (_known.TryGetValue(address.Uri, out var known) && known.Until > time.GetUtcNow())
        {
            return known.Certificate;
        }

        var fetch = await http.GetIssuerAsync(address, CancellationToken.None).ConfigureAwait(false);
        if (fetch.Status != HttpStatusCode.OK)
        {
            throw SnsRejection.CertificateUnreachable();
        }

        var certificate = Read(fetch.Body);
        if (_known.Count >= _options.MaxCachedCertificates)
        {
            _known.Clear();
        }

        _known[address.Uri] = (
            certificate, time.GetUtcNow() + TimeSpan.FromMinutes(_options.CertificateLifetimeMinutes));
        return certificate;
    }

    /// <summary>DER, as authorities publish it, or PEM.</summary>
    private static X509Certificate2 Read(byte[] body)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(body);
        }
        catch (CryptographicException)
        {
            // A proxy's page, perhaps: the next delivery may find the certificate.
            throw SnsRejection.CertificateUnreachable();
        }
    }
}
