namespace CauseFlow.Ingestion.Sns;

/// <summary>Every reason for which an SNS delivery is refused; a closed list, so that metrics stay bounded.</summary>
public static class SnsRejection
{
    public static SnsRejectedException Malformed(string what) => new("malformed", 400, what);

    public static SnsRejectedException DuplicateMember() =>
        new("duplicate_member", 400, "A member appears twice; parsers differ on which one wins.");

    public static SnsRejectedException TooLarge() =>
        new("too_large", 413, "The body is larger than an SNS message can be (256 KiB).");

    public static SnsRejectedException Stale() =>
        new("stale", 403, "The message is older than SNS would still deliver one (Sns:MaxAgeMinutes).");

    /// <summary>The clock that is wrong may be this server's, so SNS is to deliver again.</summary>
    public static SnsRejectedException FromTheFuture() => new(
        "from_the_future", 503,
        "The message is dated further ahead of this server's clock than Sns:MaxAheadMinutes; check the clock.");

    public static SnsRejectedException UnsupportedSignatureVersion() =>
        new("unsupported_signature_version", 400, "Only SignatureVersion 1 and 2 exist.");

    public static SnsRejectedException BadTopic() =>
        new("bad_topic", 400, "TopicArn is not the ARN of an SNS topic.");

    public static SnsRejectedException BadCertificateUrl() =>
        new("bad_certificate_url", 403, "SigningCertURL is not the certificate address of the topic's own region.");

    public static SnsRejectedException HostileUrl() =>
        new("hostile_url", 403, "SubscribeURL is not the confirmation address of the topic's own region.");

    public static SnsRejectedException UntrustedCertificate(string why) => new("untrusted_certificate", 403, why);

    public static SnsRejectedException ExpiredCertificate() =>
        new("expired_certificate", 403, "The signing certificate is not valid any more.");

    /// <summary>The clock that is wrong may be this server's, so SNS is to deliver again.</summary>
    public static SnsRejectedException CertificateNotYetValid() => new(
        "certificate_not_yet_valid", 503, "The signing certificate is not valid yet by this server's clock; check the clock.");

    public static SnsRejectedException WrongCertificateName() =>
        new("wrong_certificate_name", 403, "The signing certificate was not issued to Amazon SNS.");

    public static SnsRejectedException BadSignature() =>
        new("bad_signature", 403, "The signature does not match the message.");

    public static SnsRejectedException CertificateUnreachable() =>
        new("certificate_unreachable", 503, "The signing certificate cannot be fetched now; deliver again.");
}
