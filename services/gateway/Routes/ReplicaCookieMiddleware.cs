using CauseFlow.ServiceDefaults.Cookies;

namespace CauseFlow.Gateway.Routes;

/// <summary>
/// Over https the cookie that leads to a replica of the page is bound to this very host: with one that a sibling planted for the whole
/// domain, everybody would be led to the same replica.
/// </summary>
internal sealed class ReplicaCookieMiddleware(RequestDelegate next)
{
    private static readonly HostCookies Cookies = new(DashboardRoute.AffinityCookie);

    public Task InvokeAsync(HttpContext context)
    {
        if (DashboardRoute.IsPagePath(context.Request.Path))
        {
            Cookies.Bind(context);
        }

        return next(context);
    }
}
