using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>Tells the client on every answer where it stands.</summary>
internal sealed class RateHeadersMiddleware(RequestDelegate next, RateWindows windows, IOptions<RateLimitOptions> limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        var standings = RateStandings.Of(context);
        context.Response.OnStarting(() =>
        {
            if (standings.IsEmpty)
            {
                // Refused before the limiter, for its path or its size: such requests count by address too.
                var key = RateKey.Address(context);
                standings.Add(key, limits.Value.PerAddress);
                windows.TryTake(key, limits.Value.PerAddress);
            }

            standings.Write(context.Response, windows);
            return Task.CompletedTask;
        });
        return next(context);
    }
}
