using CauseFlow.Dashboard.Shell;
using Microsoft.AspNetCore.SignalR;

namespace CauseFlow.Dashboard.SignIn;

/// <summary>
/// Who may open a page's connection. Only who is signed in, for each costs memory for as long as it stays; and only from this page's own
/// address: a browser sends the cookie from a sibling host or another port of the same site too, and asks nobody before it opens a
/// WebSocket. It goes by the endpoint that routing chose, for one address has many spellings.
/// And no more than there may be, for as long as each request lasts: that of a WebSocket is the connection.
/// </summary>
internal sealed class CircuitGuardMiddleware(RequestDelegate next, OpenConnections connections)
{
    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null)
        {
            return next(context);
        }

        if (context.User.Identity?.IsAuthenticated != true || Sessions.PersonOf(context.User) is not { } person)
        {
            return Refuse(context, StatusCodes.Status401Unauthorized);
        }

        return IsOwn(context.Request) ? CountedAsync(context, person) : Refuse(context, StatusCodes.Status403Forbidden);
    }

    private async Task CountedAsync(HttpContext context, string person)
    {
        if (!connections.TryOpen(person))
        {
            await Refuse(context, StatusCodes.Status429TooManyRequests);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            connections.Close(person);
        }
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Scripts cannot set the header, and browsers send it with every WebSocket; without one it is no browser.</summary>
    private static bool IsOwn(HttpRequest request) => request.Headers.Origin.Count == 0
        || (request.Headers.Origin is [{ } origin]
            && string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
}
