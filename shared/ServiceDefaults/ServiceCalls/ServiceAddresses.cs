using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.ServiceDefaults.ServiceCalls;

/// <summary>Where a service's internal port is: configuration first, else this very host when the service lives in it.</summary>
internal static class ServiceAddresses
{
    public static Uri InternalUrl(IServiceProvider provider, string service)
    {
        var key = $"Services:{service}:InternalUrl";
        var configuration = provider.GetRequiredService<IConfiguration>();
        if (configuration[key] is { Length: > 0 } text)
        {
            var url = Uri.TryCreate(text, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
                ? parsed
                : throw new InvalidOperationException($"{key} is not an http or https address.");
            return !PlainTransport.IsExposed(url) || PlainTransport.IsAllowed(configuration)
                ? url
                : throw new InvalidOperationException($"{key} is plain http to another machine. Use https, or set"
                    + $" {PlainTransport.Key} where the network itself encrypts.");
        }

        return provider.GetServices<LocalService>().Any(local => local.Name == service)
            && provider.GetService<HostAddresses>() is { } addresses
            ? addresses.InternalUrl
            : throw new InvalidOperationException($"{key} is not configured.");
    }
}
