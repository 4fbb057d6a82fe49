using System.Text.RegularExpressions;

namespace CauseFlow.Ingestion.Sns;

/// <summary>
/// An address that was built from checked parts. The text of the message is only compared, never handed to an HTTP
/// client, so that no difference between two URL parsers can matter.
/// </summary>
public sealed partial record SnsUrl
{
    private SnsUrl(Uri uri, SnsTopic topic, SnsExtraHost? extraHost) =>
        (Uri, Topic, ExtraHost) = (uri, topic, extraHost);

    public Uri Uri { get; }
    public SnsTopic Topic { get; }

    /// <summary>Set when the host is one of the operator's.</summary>
    public SnsExtraHost? ExtraHost { get; }

    /// <summary>Checks SigningCertURL against the topic. Throws bad_certificate_url.</summary>
    public static SnsUrl SigningCertificate(SnsMessage message, SnsOptions options)
    {
        var match = CertificatePattern().Match(message.SigningCertUrl);
        return (match.Success ? Create(match, message.Topic, options) : null)
            ?? throw SnsRejection.BadCertificateUrl();
    }

    /// <summary>Checks SubscribeURL against topic and token. Throws hostile_url.</summary>
    public static SnsUrl Confirmation(SnsMessage message, SnsOptions options)
    {
        var match = ConfirmationPattern().Match(message.SubscribeUrl ?? "");
        return (match.Success && IsConfirmation(match.Groups["query"].Value, message)
            ? Create(match, message.Topic, options)
            : null) ?? throw SnsRejection.HostileUrl();
    }

    /// <summary>Rebuilds an address that was checked when it came in; the host rule is applied again.</summary>
    public static SnsUrl? StoredConfirmation(string url, SnsTopic topic, SnsOptions options)
    {
        var match = ConfirmationPattern().Match(url);
        return match.Success ? Create(match, topic, options) : null;
    }

    private static SnsUrl? Create(Match match, SnsTopic topic, SnsOptions options)
    {
        var host = match.Groups["host"].Value;
        var port = match.Groups["port"].Success
            ? int.Parse(match.Groups["port"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : 443;
        var extra = options.ExtraHosts.FirstOrDefault(e => string.Equals(e.Host, host, StringComparison.Ordinal));
        var allowed = extra is null ? host == topic.Host && port == 443 : port == 443 || port == extra.Port;
        return allowed
            ? new SnsUrl(new Uri($"https://{host}{match.Groups["path"].Value}", UriKind.Absolute), topic, extra)
            : null;
    }

    private static bool IsConfirmation(string query, SnsMessage message)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&'))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2 || !values.TryAdd(parts[0], Uri.UnescapeDataString(parts[1])))
            {
                return false;
            }
        }

        return values.Count == 3
            && values.GetValueOrDefault("Action") == "ConfirmSubscription"
            && values.GetValueOrDefault("TopicArn") == message.Topic.Arn
            && values.GetValueOrDefault("Token") == message.Token;
    }

    [GeneratedRegex(
        @"\Ahttps://(?<host>[a-z0-9.-]{1,253})(?::(?<port>[0-9]{1,5}))?(?<path>/SimpleNotificationService-[0-9a-f]{1,64}\.pem)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex CertificatePattern();

    [GeneratedRegex(
        @"\Ahttps://(?<host>[a-z0-9.-]{1,253})(?::(?<port>[0-9]{1,5}))?(?<path>/\?(?<query>[A-Za-z0-9=&%:_.-]{1,4096}))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex ConfirmationPattern();

    /// <summary>The token is part of a confirmation's query.</summary>
    public override string ToString() => $"SnsUrl {{ Host = {Uri.Host} }}";
}
