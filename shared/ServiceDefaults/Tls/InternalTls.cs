using System.Net;
using Microsoft.Extensions.Configuration;

namespace CauseFlow.ServiceDefaults.Tls;

/// <summary>The sockets between the services of one installation.</summary>
public static class InternalTls
{
    /// <summary>
    /// PEM file of the authority that signs the services' certificates. When it is set, no other authority counts between
    /// them; without it the machine's own do.
    /// </summary>
    public const string CaFileKey = "Services:CaFile";

    /// <summary>No redirects, no cookies and no proxy: what is sent here carries identities.</summary>
    public static SocketsHttpHandler CreateHandler(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        Apply(configuration, handler);
        return handler;
    }

    /// <summary>The authority alone, for a handler that somebody else made.</summary>
    public static void Apply(IConfiguration configuration, SocketsHttpHandler handler)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(handler);
        if (configuration[CaFileKey] is { Length: > 0 } file)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Roots.OnlyThese(file);
        }
    }
}
