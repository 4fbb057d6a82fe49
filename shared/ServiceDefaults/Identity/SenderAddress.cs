using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace CauseFlow.ServiceDefaults.Identity;

/// <summary>
/// The remote address of a client, as the gateway saw it: a claim of the forwarded identity, or a header where there is
/// none (webhooks). The gateway removes that header from what comes in. For records, samples and
/// counting, never for decisions of who may.
/// </summary>
public static class SenderAddress
{
    public const string HeaderName = "X-CauseFlow-Remote-Address";

    /// <summary>
    /// Where a person's browser is, in the gateway's hand: it goes to the page with each request, and the page shows it with its calls.
    /// </summary>
    public const string PersonHeaderName = "X-CauseFlow-Person-Address";

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

    /// <summary>
    /// What counts as one sender: an IPv4 address such as <c>192.0.2.1</c>, or the /64 of IPv6 that one customer of a network usually has, in
    /// 16 hex digits; <c>none</c> where the connection has no address.
    /// </summary>
    public static string NetworkOf(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address?.MapToIPv4().ToString() ?? "none";
}
