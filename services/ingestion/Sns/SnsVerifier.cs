using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Sns;

/// <summary>
/// Proves that Amazon SNS sent a message just now: cheap checks first, the certificate's fetch only for an address
/// that is right. It says nothing about whose topic it was: anybody's own topic is validly signed.
/// </summary>
public sealed class SnsVerifier(SnsCertificateCache certificates, IOptions<SnsOptions> options, TimeProvider time)
{
    private readonly SnsOptions _options = options.Value;

    /// <summary>Parses and verifies. Throws <see cref="SnsRejectedException"/>.</summary>
    public Task<SnsMessage> VerifyAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        VerifyAsync(body, TimeSpan.FromMinutes(_options.MaxAgeMinutes), cancellationToken);

    /// <summary>
    /// The same for a message that lay in a queue, which keeps one for 14 days at most. That it comes twice is told by its id, as for
    /// any other.
    /// </summary>
    public Task<SnsMessage> VerifyQueuedAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        VerifyAsync(body, QueueRetention, cancellationToken);

    private static readonly TimeSpan QueueRetention = TimeSpan.FromDays(14);

    private async Task<SnsMessage> VerifyAsync(
        ReadOnlyMemory<byte> body, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var message = SnsEnvelopeParser.Parse(body);
        RequireFreshness(message, maxAge);
        var url = SnsUrl.SigningCertificate(message, _options);
        if (message.SubscribeUrl is not null)
        {
            _ = SnsUrl.Confirmation(message, _options);
        }

        var certificate = await certificates.GetAsync(url, cancellationToken).ConfigureAwait(false);
        return certificate.Verify(
            SnsStringToSign.Of(message), message.Signature, message.SignatureVersion, time.GetUtcNow())
            ? message
            : throw SnsRejection.BadSignature();
    }

    private void RequireFreshness(SnsMessage message, TimeSpan maxAge)
    {
        var age = time.GetUtcNow() - message.Timestamp;
        if (age > maxAge)
        {
            throw SnsRejection.Stale();
        }

        if (age < -TimeSpan.FromMinutes(_options.MaxAheadMinutes))
        {
            throw SnsRejection.FromTheFuture();
        }
    }
}
