using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace CauseFlow.Gateway.Answers;

/// <summary>
/// Which proxies in front of the gateway are believed when they name the client's address and scheme. Without any entry
/// <c>X-Forwarded-*</c> is what a client may have made up, and is not read.
/// </summary>
internal static class TrustedProxies
{
    private const int MaxHops = 5;

    public static void UseTrustedProxies(this WebApplication app, GatewayOptions gateway)
    {
        if (gateway.KnownProxies.Count + gateway.KnownNetworks.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = MaxHops,
        };

        // The framework's own defaults trust loopback.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in gateway.KnownProxies)
        {
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        }

        foreach (var network in gateway.KnownNetworks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        app.UseForwardedHeaders(options);
    }

    public static bool AreValid(GatewayOptions gateway) =>
        gateway.KnownProxies.All(proxy => IPAddress.TryParse(proxy, out _))
        && gateway.KnownNetworks.All(network => System.Net.IPNetwork.TryParse(network, out _));
}
