using CauseFlow.ServiceDefaults.Listening;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>
/// Where tokens of Google Cloud come from: Google's own addresses, or those that the operator has put in their place.
/// </summary>
public sealed class GoogleEndpoints(IConfiguration configuration, IOptions<TokenOptions> options)
{
    /// <summary>The beginning of gcloud's own configuration keys.</summary>
    public const string Override = "CLOUDSDK_API_ENDPOINT_OVERRIDES_";

    private static readonly string[] TokenHosts = ["oauth2.googleapis.com", "accounts.google.com", "www.googleapis.com"];

    public Uri Sts => new(Base("STS", "https://sts.googleapis.com/"), "v1/token");

    public Uri Key => new(Base("OAUTH2", "https://oauth2.googleapis.com/"), "token");

    public Uri Impersonation(string serviceAccount) => new(
        Base("IAMCREDENTIALS", "https://iamcredentials.googleapis.com/"),
        $"v1/projects/-/serviceAccounts/{Uri.EscapeDataString(serviceAccount)}:generateAccessToken");

    /// <summary>
    /// Where a pasted key may be redeemed: null for Google's own address, whichever it is here; the address itself where the
    /// operator has added its host; false for anything else, which would get the assertion and whatever answers to it.
    /// </summary>
    public bool TryTakeTokenUri(string? text, out string? tokenUri)
    {
        tokenUri = null;
        if (text is null)
        {
            return true;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0
            || uri.Scheme is not ("https" or "http"))
        {
            return false;
        }

        if (uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && TokenHosts.Contains(uri.Host))
        {
            return true;
        }

        tokenUri = uri.ToString();
        return (uri.Scheme == Key.Scheme && uri.Authority == Key.Authority)
            || options.Value.GoogleTokenHosts.Contains($"{uri.Host}:{uri.Port}", StringComparer.OrdinalIgnoreCase);
    }

    private Uri Base(string service, string google)
    {
        if (configuration[Override + service] is not { Length: > 0 } text)
        {
            return new Uri(google);
        }

        return Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" && !PlainTransport.IsExposed(uri)
            ? uri
            : throw new InvalidOperationException(
                $"{Override}{service} must be an https address: assertions and tokens would go over it in the clear.");
    }
}
