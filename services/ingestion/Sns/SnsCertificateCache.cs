using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Sns;

/// <summary>
/// Signing certificates by address. One fetch runs per address however many messages wait for it; failures are
/// remembered shortly and apart, so that made-up addresses can never push out a certificate that is in use.
/// </summary>
public sealed class SnsCertificateCache(
    ISnsHttp http, SnsIssuers issuers, SnsTrust trust, IOptions<SnsOptions> options, TimeProvider time)
{
    private readonly SnsOptions _options = options.Value;
    private readonly ConcurrentDictionary<string, Task<SnsCertificate>> _inFlight = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SnsCertificate Certificate, DateTimeOffset Until)> _known = [];
    private readonly Dictionary<string, (SnsRejectedException Failure, DateTimeOffset Until)> _failed = [];
    private readonly Lock _lock = new();

    public async Task<SnsCertificate> GetAsync(SnsUrl url, CancellationToken cancellationToken)
    {
        // Name and region are checked against the topic, and the address names neither of an extra host.
        var key = $"{url.Uri} {url.Topic.Region}";
        lock (_lock)
        {
            if (Find(key) is { } certificate)
            {
                return certificate;
            }
        }

        var mine = new TaskCompletionSource<SnsCertificate>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flight = _inFlight.GetOrAdd(key, mine.Task);
        if (flight == mine.Task)
        {
            // The fetch belongs to all who wait, so the first caller's disconnect must not end it.
            _ = FetchAsync(key, url, mine);
        }

        return await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private SnsCertificate? Find(string key)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(key, out var known) && known.Until > now)
        {
            return known.Certificate;
        }

        if (_failed.TryGetValue(key, out var failed) && failed.Until > now)
        {
            throw new SnsRejectedException(failed.Failure.Code, failed.Failure.StatusCode, failed.Failure.Message);
        }

        return null;
    }

    private async Task FetchAsync(string key, SnsUrl url, TaskCompletionSource<SnsCertificate> result)
    {
        try
        {
            // A flight that ended between the look-up and the start has already left its result.
            SnsCertificate? certificate;
            lock (_lock)
            {
                certificate = Find(key);
            }

            certificate ??= await CheckAsync(url).ConfigureAwait(false);
            Remember(_known, key, certificate, TimeSpan.FromMinutes(_options.CertificateLifetimeMinutes));
            _inFlight.TryRemove(key, out _);
            result.SetResult(certificate);
        }
        catch (Exception exception)
        {
            var failure = exception as SnsRejectedException ?? SnsRejection.CertificateUnreachable();
            Remember(_failed, key, failure, TimeSpan.FromSeconds(_options.FailureLifetimeSeconds));
            _inFlight.TryRemove(key, out _);
            result.SetException(failure);
        }
    }

    private async Task<SnsCertificate> CheckAsync(SnsUrl url)
    {
        var certificates = SnsCertificate.Import(await DownloadAsync(url).ConfigureAwait(false));
        await issuers.CompleteAsync(certificates, url).ConfigureAwait(false);
        return SnsCertificate.Create(certificates, url, trust, time.GetUtcNow());
    }

    private async Task<byte[]> DownloadAsync(SnsUrl url)
    {
        SnsFetch fetch;
        try
        {
            fetch = await http.GetAsync(url, CancellationToken.None).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
            when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw SnsRejection.UntrustedCertificate("What is at SigningCertURL is too large for a certificate.");
        }

        // AWS throttles with 400, and a proxy may answer anything: only "there is none" is final.
        return fetch.Status switch
        {
            HttpStatusCode.OK => fetch.Body,
            HttpStatusCode.NotFound or HttpStatusCode.Gone =>
                throw SnsRejection.UntrustedCertificate("There is no certificate at SigningCertURL."),
            _ => throw SnsRejection.CertificateUnreachable(),
        };
    }

    private void Remember<T>(
        Dictionary<string, (T Value, DateTimeOffset Until)> entries, string key, T value, TimeSpan lifetime)
    {
        lock (_lock)
        {
            if (!entries.ContainsKey(key) && entries.Count >= _options.MaxCachedCertificates)
            {
                entries.Remove(entries.MinBy(entry => entry.Value.Until).Key);
            }

            entries[key] = (value, time.GetUtcNow() + lifetime);
        }
    }
}
