namespace CauseFlow.Gateway.RateLimits;

/// <summary>The limits that this request was counted against; the tightest one is told to the client.</summary>
internal sealed class RateStandings
{
    private readonly List<(RateKey Key, int Limit)> counted = [];

    public bool IsEmpty => counted.Count == 0;

    public static RateStandings Of(HttpContext context)
    {
        if (context.Features.Get<RateStandings>() is { } known)
        {
            return known;
        }

        var standings = new RateStandings();
        context.Features.Set(standings);
        return standings;
    }

    public void Add(RateKey key, int limit) => counted.Add((key, limit));

    public void Write(HttpResponse response, RateWindows windows)
    {
        var (key, limit) = counted.MinBy(entry => windows.Remaining(entry.Key, entry.Limit));
        response.Headers["X-RateLimit-Limit"] = limit.ToString();
        response.Headers["X-RateLimit-Remaining"] = windows.Remaining(key, limit).ToString();
        response.Headers["X-RateLimit-Reset"] = windows.SecondsToReset().ToString();
    }
}
