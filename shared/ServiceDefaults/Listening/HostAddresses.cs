using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CauseFlow.ServiceDefaults.Listening;

/// <summary>Where the host really listens. Complete once the host has started, also when port 0 was asked for.</summary>
public sealed class HostAddresses
{
    private (string Scheme, ListenOptions Listener)? api;
    private (string Scheme, ListenOptions Listener)? inner;

    /// <summary>Such as <c>http://127.0.0.1:41234</c>.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public Uri ApiUrl => UrlOf(api);

    /// <summary>Such as <c>http://127.0.0.1:41235</c>.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public Uri InternalUrl => UrlOf(inner);

    internal void Bind(bool isInternal, string scheme, ListenOptions listener)
    {
        if (isInternal)
        {
            inner = (scheme, listener);
        }
        else
        {
            api = (scheme, listener);
        }
    }

    // Kestrel writes the bound end point back into the ListenOptions.
    private static Uri UrlOf((string Scheme, ListenOptions Listener)? bound) =>
        bound is { } b && b.Listener.IPEndPoint is { Port: not 0 } endPoint
            ? new Uri($"{b.Scheme}://{Reachable(endPoint)}")
            : throw new InvalidOperationException("The host has not started, so its ports are not known yet.");

    // A wildcard address can be bound, but not called.
    private static System.Net.IPEndPoint Reachable(System.Net.IPEndPoint endPoint) =>
        endPoint.Address.Equals(System.Net.IPAddress.Any) ? new(System.Net.IPAddress.Loopback, endPoint.Port)
        : endPoint.Address.Equals(System.Net.IPAddress.IPv6Any) ? new(System.Net.IPAddress.IPv6Loopback, endPoint.Port)
        : endPoint;
}
