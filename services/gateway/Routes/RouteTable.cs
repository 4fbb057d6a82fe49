using CauseFlow.Gateway.Identity;
using CauseFlow.Gateway.RateLimits;
using CauseFlow.ServiceDefaults.Listening;
using Yarp.ReverseProxy.Configuration;

namespace CauseFlow.Gateway.Routes;

/// <summary>Checks the whole route table at once, so that one start shows every mistake in it.</summary>
internal sealed class RouteTable(IEnumerable<IProxyConfigProvider> providers, IConfiguration configuration)
{
    private const string PublicPrefix = "/v1/";

    /// <summary>Documents whose place is not ours to choose (RFC 8615).</summary>
    private const string WellKnownPrefix = "/.well-known/";

    /// <exception cref="InvalidOperationException">The table has mistakes; the message lists all of them.</exception>
    public void Validate()
    {
        var configurations = providers.Select(provider => provider.GetConfig()).ToArray();
        var clusters = configurations.SelectMany(configuration => configuration.Clusters).ToArray();
        var problems = configurations.SelectMany(configuration => configuration.Routes)
            .SelectMany(route => Problems(route, clusters)).Concat(PlainTargets(clusters)).ToArray();
        if (problems.Length > 0)
        {
            throw new InvalidOperationException(
                $"The gateway's route table has {problems.Length} mistakes:{Environment.NewLine}"
                + string.Join(Environment.NewLine, problems));
        }
    }

    private IEnumerable<string> PlainTargets(IEnumerable<ClusterConfig> clusters) =>
        from cluster in clusters
        from target in cluster.Destinations?.Values ?? []
        where PlainTransport.IsExposed(new Uri(target.Address)) && !PlainTransport.IsAllowed(configuration)
        select $"Services:{cluster.ClusterId}:ApiUrl is plain http to another machine; use https, or set {PlainTransport.Key}.";

    private static IEnumerable<string> Problems(RouteConfig route, IReadOnlyCollection<ClusterConfig> clusters)
    {
        if (route.AuthorizationPolicy is not { Length: > 0 } policy)
        {
            yield return $"{route.RouteId}: no AuthorizationPolicy.";
        }
        else if (!RolePolicies.Names.Contains(policy))
        {
            yield return $"{route.RouteId}: unknown AuthorizationPolicy '{policy}'.";
        }

        if (route.RateLimiterPolicy is not { Length: > 0 } limit)
        {
            yield return $"{route.RouteId}: no RateLimiterPolicy.";
        }
        else if (!RateLimiting.Names.Contains(limit))
        {
            yield return $"{route.RouteId}: unknown RateLimiterPolicy '{limit}'.";
        }

        if (clusters.FirstOrDefault(cluster => cluster.ClusterId == route.ClusterId) is not { } target)
        {
            yield return $"{route.RouteId}: unknown cluster '{route.ClusterId}'.";
        }
        else if (target.Destinations is not { Count: > 0 })
        {
            yield return $"{route.RouteId}: Services:{route.ClusterId}:ApiUrl is missing or no http address.";
        }

        if (route.ClusterId != DashboardRoute.Name && ((route.Match.Path?.StartsWith(PublicPrefix, StringComparison.Ordinal) != true
                && route.Match.Path?.StartsWith(WellKnownPrefix, StringComparison.Ordinal) != true)
            || route.Match.Path.Contains("{*", StringComparison.Ordinal)))
        {
            yield return $"{route.RouteId}: the path must begin with {PublicPrefix} or {WellKnownPrefix} and have no catch-all.";
        }

        if (route.ClusterId != DashboardRoute.Name && route.Match.Methods is not { Count: > 0 })
        {
            yield return $"{route.RouteId}: no Methods.";
        }
    }
}
