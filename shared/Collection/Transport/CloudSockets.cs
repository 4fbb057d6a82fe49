using System.Diagnostics;
using System.Net;
using CauseFlow.ServiceDefaults.Tls;

namespace CauseFlow.Collection.Transport;

/// <summary>
/// The sockets to a cloud: redirects are never followed (the credential would go with them), cookies are not kept, the
/// cloud learns nothing of this trace, and no proxy default adds a retry. The time-out of a call is its caller's matter.
/// </summary>
public static class CloudSockets
{
    /// <param name="connectTimeout">The longest time to open a connection.</param>
    /// <param name="extraRoots">
    /// Certificates (PEM files) of roots that are trusted beside the machine's own, for a proxy that ends TLS or an endpoint of
    /// one's own. Operator configuration only.
    /// </param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static SocketsHttpHandler Create(TimeSpan connectTimeout, IReadOnlyCollection<string>? extraRoots = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        };
        if (extraRoots is { Count: > 0 })
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Roots.AlsoThese(extraRoots);
        }

        return handler;
    }
}
