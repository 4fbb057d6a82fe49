using System.Net;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>
/// The remote address of a client, as the gateway saw it: a claim of the forwarded identity, or a header where there is
/// none (webhooks). The gateway removes that header from what comes in. For records and samples, never for decisions.
/// </summary>
public static class SenderAddress
{
    public const string HeaderName = "X-CauseFlow-Remote-Address";

    /// <summary>Such as <c>192.0.2.1</c>; null when the gateway did not say.</summary>
    public static string? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var text = context.User.FindFirst(IdentityClaims.RemoteAddress)?.Value
            ?? context.Request.Headers[HeaderName].ToString();
        return IPAddress.TryParse(text, out var address) ? TextOf(address) : null;
    }

    /// <summary>One form for IPv4, also where a socket reports it inside IPv6.</summary>
    public static string? TextOf(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}
