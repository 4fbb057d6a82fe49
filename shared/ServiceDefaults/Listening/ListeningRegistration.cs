using System.Net;
using CauseFlow.ServiceDefaults.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.ServiceDefaults.Listening;

internal static partial class ListeningRegistration
{
    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<HostListenOptions>().BindConfiguration("Listen")
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<HostAddresses>();
        builder.Services.AddMetrics().AddSingleton<TlsMetrics>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var options = kestrel.ApplicationServices.GetRequiredService<IOptions<HostListenOptions>>().Value;
            var addresses = kestrel.ApplicationServices.GetRequiredService<HostAddresses>();
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            Listen(kestrel, options, options.Api, addresses, isInternal: false);
            Listen(kestrel, options, options.Internal, addresses, isInternal: true);
        });
    }

    private static void Listen(
        KestrelServerOptions kestrel, HostListenOptions options, string address, HostAddresses addresses, bool isInternal)
    {
        var url = BindingAddress.Parse(address);
        var ip = AddressOf(url);
        if (isInternal && PlainTransport.IsExposed(url.Scheme, ip))
        {
            CheckPlain(kestrel.ApplicationServices, address);
        }

        kestrel.Listen(ip, url.Port, listener =>
        {
            if (isInternal)
            {
                listener.Use(next => connection =>
                {
                    connection.Features.Set(InternalPortFeature.Instance);
                    return next(connection);
                });
            }

            if (url.Scheme == Uri.UriSchemeHttps)
            {
                var certificate = CertificateOf(options);
                kestrel.ApplicationServices.GetRequiredService<TlsMetrics>().Watch(certificate);
                listener.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate.Current());
            }

            addresses.Bind(isInternal, url.Scheme, listener);
        });
    }

    private static void CheckPlain(IServiceProvider services, string address)
    {
        if (!PlainTransport.IsAllowed(services.GetRequiredService<IConfiguration>()))
        {
            throw new InvalidOperationException($"Listen:Internal is '{address}': leased credentials would be readable on the"
                + $" network. Use https, or set {PlainTransport.Key} where the network itself encrypts.");
        }

        Log.Plain(services.GetRequiredService<ILoggerFactory>().CreateLogger("CauseFlow.Listening"), PlainTransport.Key);
    }

    private static IPAddress AddressOf(BindingAddress url) =>
        IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) ? address
        : url.Host == "localhost" ? IPAddress.Loopback
        : url.Host is "*" or "+" ? IPAddress.Any
        : throw new InvalidOperationException($"Listen addresses take an IP address, localhost or *, not '{url.Host}'.");

    private static RenewableCertificate CertificateOf(HostListenOptions options) =>
        options is { CertificateFile: { } certificate, KeyFile: { } key }
            ? new RenewableCertificate(certificate, key)
            : throw new InvalidOperationException("An https address needs Listen:CertificateFile and Listen:KeyFile.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The internal port is plain http beyond this machine because {Setting} is set")]
        public static partial void Plain(ILogger logger, string setting);
    }
}
