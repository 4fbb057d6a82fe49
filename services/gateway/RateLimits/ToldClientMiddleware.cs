using CauseFlow.Gateway.Identity;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>
/// A call of the page counts where the person is, as a gateway has told it. The page calls for all who sign in: a stranger's wrong keys
/// would otherwise use up, at the page's own address, what the others need.
/// </summary>
internal sealed class ToldClientMiddleware(RequestDelegate next, PersonAddress addresses)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await addresses.ReadAsync(context) is { } address)
        {
            context.Connection.RemoteIpAddress = address;
        }

        await next(context);
    }
}
