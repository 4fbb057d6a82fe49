namespace CauseFlow.Gateway.RateLimits;

/// <summary>A call that the page makes for somebody who signs in comes from where that person is, if a gateway has said so.</summary>
internal sealed class ToldClientMiddleware(RequestDelegate next, ClientToken clients)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers[ClientToken.HeaderName] is [{ } token] && await clients.ReadAsync(token) is { } address)
        {
            context.Connection.RemoteIpAddress = address;
        }

        await next(context);
    }
}
