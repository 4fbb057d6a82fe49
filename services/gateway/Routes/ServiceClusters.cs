using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace CauseFlow.Gateway.Routes;

/// <summary>The services behind the gateway, with their addresses from <c>Services:&lt;name&gt;:ApiUrl</c>.</summary>
internal static class ServiceClusters
{
    public static IReadOnlyList<string> Names { get; } = ["ingestion", "credential-broker", "investigations"];

    public static InMemoryConfigProvider Provide(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        var options = provider.GetRequiredService<IOptions<GatewayOptions>>().Value;
        ClusterConfig[] services = [.. Names.Select(name => Cluster(name, configuration, options))];
        return DashboardRoute.IsConfigured(configuration)
            ? new InMemoryConfigProvider([DashboardRoute.Route],
                [.. services, DashboardRoute.WithAffinity(Cluster(DashboardRoute.Name, configuration, options))])
            : new InMemoryConfigProvider([], services);
    }

    private static ClusterConfig Cluster(string name, IConfiguration configuration, GatewayOptions options) => new()
    {
        ClusterId = name,
        Destinations = DestinationsOf(name, configuration[$"Services:{name}:ApiUrl"]),
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = TimeSpan.FromSeconds(options.UpstreamTimeoutSeconds),
        },
    };

    private static Dictionary<string, DestinationConfig>? DestinationsOf(string name, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new() { [name] = new DestinationConfig { Address = address! } }
            : null;
}
