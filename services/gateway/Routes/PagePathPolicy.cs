using Microsoft.AspNetCore.Routing.Matching;
using Yarp.ReverseProxy.Model;

namespace CauseFlow.Gateway.Routes;

/// <summary>
/// Takes the page's catch-all out of the candidates of an API path before the methods are compared, so that a wrong method is
/// still answered with 405 there, and an unknown address with the API's own 404.
/// </summary>
internal sealed class PagePathPolicy : MatcherPolicy, INodeBuilderPolicy
{
    private const string Api = "api";
    private const string Page = "page";

    /// <summary>Before the comparison of methods, which is -1000.</summary>
    public override int Order => -2000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IsPage);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [new(Page, endpoints), new(Api, [.. endpoints.Where(endpoint => !IsPage(endpoint))])];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) => new Table(
        exitDestination,
        edges.FirstOrDefault(edge => (string)edge.State == Page) is { State: not null } page ? page.Destination : exitDestination,
        edges.FirstOrDefault(edge => (string)edge.State == Api) is { State: not null } api ? api.Destination : exitDestination);

    private static bool IsPage(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RouteModel>()?.Config.ClusterId == DashboardRoute.Name;

    private sealed class Table(int exit, int page, int api) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) =>
            DashboardRoute.IsPagePath(httpContext.Request.Path) ? page : api < 0 ? exit : api;
    }
}
