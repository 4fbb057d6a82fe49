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
        if (provider.GetRequiredService<IConfiguration>()[key] is { Length: > 0 } text)
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? url
                : throw new InvalidOperationException($"{key} is not an http or https address.");
        }

        return provider.GetServices<LocalService>().Any(local => local.Name == service)
            && provider.GetService<HostAddresses>() is { } addresses
            ? addresses.InternalUrl
            : throw new InvalidOperationException($"{key} is not configured.");
    }
}
