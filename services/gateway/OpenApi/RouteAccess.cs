using CauseFlow.Gateway.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>Which of the gateway's routes takes an operation, and whom that route lets in.</summary>
internal sealed class RouteAccess(IEnumerable<EndpointDataSource> sources)
{
    private readonly RouteEndpoint[] routes = [.. sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

    /// <summary>
    /// The role that the most specific route asks for, <see cref="RolePolicies.Anonymous"/> when it asks for none; null when
    /// no route leads there.
    /// </summary>
    public string? RoleFor(string method, string path)
    {
        var parts = path.Trim('/').Split('/');
        return routes.Where(route => Takes(route, method, parts)).MaxBy(route => Literals(route.RoutePattern)) is { } best
            ? RoleOf(best)
            : null;
    }

    private static bool Takes(RouteEndpoint route, string method, string[] parts) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method, StringComparer.OrdinalIgnoreCase) == true
        && route.RoutePattern.PathSegments.Count == parts.Length
        && route.RoutePattern.PathSegments.Zip(parts).All(pair => Takes(pair.First, pair.Second));

    // A parameter takes anything, also another's parameter; a literal takes only itself.
    private static bool Takes(RoutePatternPathSegment segment, string part) =>
        segment.Parts is not [RoutePatternLiteralPart literal]
        || string.Equals(literal.Content, part, StringComparison.OrdinalIgnoreCase);

    private static int Literals(RoutePattern pattern) =>
        pattern.PathSegments.Count(segment => segment.Parts is [RoutePatternLiteralPart]);

    private static string RoleOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IAllowAnonymous>() is null
        && route.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(data => data.Policy is not null) is { } data
            ? data.Policy!
            : RolePolicies.Anonymous;
}
