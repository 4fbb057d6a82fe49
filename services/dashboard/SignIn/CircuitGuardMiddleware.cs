using Microsoft.AspNetCore.SignalR;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Who may open a page's connection. Only who is signed in, for each costs memory for as long as it stays; and only from this page's own
/// address: a browser sends the cookie from a sibling host or another port of the same site too, and asks nobody before it opens a
/// WebSocket. It goes by the endpoint that routing chose, for one address has many spellings.
/// </summary>
internal sealed class CircuitGuardMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null)
        {
            return next(context);
        }

        if (context.User.Identity?.IsAuthenticated != true)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        if (!IsOwn(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }

    /// <summary>Scripts cannot set the header, and browsers send it with every WebSocket; without one it is no browser.</summary>
    private static bool IsOwn(HttpRequest request) => request.Headers.Origin.Count == 0
        || (request.Headers.Origin is [{ } origin]
            && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
}
