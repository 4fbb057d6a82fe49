using System.Net;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace CauseFlow.Gateway.Routes;

/// <summary>
/// Every replica of the page is a destination of its own: what is open lives in one of them, and behind one name a browser would meet
/// another at each connection. Names of the services, which keep nothing, stay what they are.
/// </summary>
internal sealed class PageReplicas : IDestinationResolver
{
    /// <summary>How soon a new replica gets people, and one that is gone gets none.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly TimeProvider time;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;

    public PageReplicas(TimeProvider time)
        : this(time, Dns.GetHostAddressesAsync)
    {
    }

    internal PageReplicas(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve) =>
        (this.time, this.resolve) = (time, resolve);

    /// <inheritdoc />
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        if (!destinations.TryGetValue(DashboardRoute.Name, out var page)
            || new Uri(page.Address) is not { HostNameType: UriHostNameType.Dns, IsLoopback: false } address)
        {
            return new ResolvedDestinationCollection(destinations, null);
        }

        // The source is left to the collector: its timer holds it for as long as somebody waits for the change.
        var change = new CancellationChangeToken(new CancellationTokenSource(Interval, time).Token);
        try
        {
            var found = await resolve(address.IdnHost, cancellationToken);
            return found.Length == 0 ? new(destinations, change) : new(found.ToDictionary(
                replica => $"{DashboardRoute.Name}-{replica}",
                replica => page with
                {
                    // The name goes on as Host: it is what the certificate is checked against.
                    Address = new UriBuilder(address) { Host = replica.ToString() }.Uri.ToString(), Host = address.Authority,
                }), change);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The page may start after the gateway.
            return new(destinations, change);
        }
    }
}
