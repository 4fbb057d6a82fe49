namespace CauseFlow.Gateway.RateLimits;

internal sealed class RateHeadersMiddleware(RequestDelegate next, RateWindows windows)
{
    public Task InvokeAsync(HttpContext context)
    {
        var standings = RateStandings.Of(context);
        context.Response.OnStarting(() =>
        {
            standings.Write(context.Response, windows);
            return Task.CompletedTask;
        });
        return next(context);
    }
}
