using System.Net;
using Microsoft.Extensions.Configuration;

namespace CauseFlow.ServiceDefaults.Listening;

/// <summary>
/// Between services travel identities and leased credentials, so plain http is for one machine only. An installation whose
/// network encrypts by itself (a mesh) sets <c>Services:AllowPlainInternal</c>, on both sides.
/// </summary>
public static class PlainTransport
{
    public const string Key = "Services:AllowPlainInternal";

    public static bool IsAllowed(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return bool.TryParse(configuration[Key], out var allowed) && allowed;
    }

    /// <summary>True when what is sent to this address can be read on the way.</summary>
    public static bool IsExposed(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback;
    }

    internal static bool IsExposed(string scheme, IPAddress address) =>
        scheme == Uri.UriSchemeHttp && !IPAddress.IsLoopback(address);
}
