using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace CauseFlow.Ingestion.Sns;

/// <summary>
/// Where a certificate says that its issuer's is (RFC 5280, authority information access). AWS serves signing certificates
/// without their intermediate, so without this address no real message could be proved.
/// </summary>
public sealed partial record SnsIssuerUrl
{
    private SnsIssuerUrl(Uri uri, SnsExtraHost? extraHost) => (Uri, ExtraHost) = (uri, extraHost);

    public Uri Uri { get; }

    /// <summary>Set when the host is the operator's, as that of the signing certificate then is.</summary>
    public SnsExtraHost? ExtraHost { get; }

    /// <summary>
    /// The first address that may be fetched: Amazon Trust Services' own host, over http as such addresses are (what it
    /// answers must still chain to a trusted root), or https at the operator's host. Null when there is none.
    /// </summary>
    public static SnsIssuerUrl? Of(X509Certificate2 certificate, SnsUrl url) => certificate.Extensions
        .OfType<X509AuthorityInformationAccessExtension>()
        .SelectMany(extension => extension.EnumerateCAIssuersUris())
        .Take(4).Select(text => Parse(text, url)).FirstOrDefault(parsed => parsed is not null);

    private static SnsIssuerUrl? Parse(string text, SnsUrl url)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (scheme, host) = (match.Groups["scheme"].Value, match.Groups["host"].Value);
        var hasPort = match.Groups["port"].Success;
        var address = new Uri($"{scheme}://{host}{match.Groups["path"].Value}", UriKind.Absolute);
        if (url.ExtraHost is { } extra && host == extra.Host)
        {
            var isItsPort = !hasPort || match.Groups["port"].ValueSpan.SequenceEqual(
                extra.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return scheme == "https" && isItsPort ? new SnsIssuerUrl(address, extra) : null;
        }

        return !hasPort && (host == "amazontrust.com" || host.EndsWith(".amazontrust.com", StringComparison.Ordinal))
            ? new SnsIssuerUrl(address, null)
            : null;
    }

    [GeneratedRegex(
        @"\A(?<scheme>https?)://(?<host>[a-z0-9.-]{1,253})(?::(?<port>[0-9]{1,5}))?(?<path>(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}){1,4})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
