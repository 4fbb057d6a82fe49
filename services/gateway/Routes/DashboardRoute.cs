using CauseFlow.Gateway.Identity;
using CauseFlow.Gateway.RateLimits;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CauseFlow.Gateway.Routes;

/// <summary>
/// Everything that is no API leads to the page, where there is one (<c>Services:dashboard:ApiUrl</c>). It signs people in by
/// itself and calls the API like any other client: the gateway knows nobody on this route.
/// </summary>
internal static class DashboardRoute
{
    public const string Name = "dashboard";

    /// <summary>The cookie with the replica that holds the person's open pages.</summary>
    internal const string AffinityCookie = "causeflow.replica";

    /// <summary>After every route of the API, and after the gateway's own endpoints.</summary>
    private const int Last = int.MaxValue;

    /// <summary>First segments of paths that are the API's: an unknown address below one of them stays an error of the API.</summary>
    private static readonly HashSet<string> ApiSegments =
        new(StringComparer.OrdinalIgnoreCase) { "v1", "health", "openapi", "docs", "internal", "metrics", ".well-known" };

    public static RouteConfig Route { get; } = new()
    {
        RouteId = Name,
        ClusterId = Name,
        AuthorizationPolicy = RolePolicies.Anonymous,
        RateLimiterPolicy = RateLimiting.Page,
        Order = Last,

        // No methods: a WebSocket over HTTP/2 begins with CONNECT, which a route cannot name.
        Match = new RouteMatch { Path = "/{**path}" },
    };

    public static bool IsConfigured(IConfiguration configuration) =>
        configuration[$"Services:{Name}:ApiUrl"] is { Length: > 0 };

    /// <summary>
    /// A page keeps its state in one replica (<see cref="PageReplicas"/> finds them); where that is gone, it starts again on another.
    /// </summary>
    public static ClusterConfig WithAffinity(ClusterConfig cluster) => cluster with
    {
        SessionAffinity = new SessionAffinityConfig
        {
            Enabled = true,
            Policy = "HashCookie",
            FailurePolicy = "Redistribute",
            AffinityKeyName = AffinityCookie,
            Cookie = new SessionAffinityCookieConfig
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                SecurePolicy = CookieSecurePolicy.SameAsRequest,
                IsEssential = true,
            },
        },
    };

    /// <summary>Whether the chosen endpoint is the page's.</summary>
    public static bool Is(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.ClusterId == Name;

    /// <summary>Whether a path may be the page's.</summary>
    public static bool IsPagePath(PathString path)
    {
        var text = path.Value ?? "/";
        var end = text.IndexOf('/', 1);
        return !ApiSegments.Contains(end < 0 ? text[1..] : text[1..end]);
    }
}
