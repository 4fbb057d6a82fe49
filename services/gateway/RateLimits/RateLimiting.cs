using System.Threading.RateLimiting;
using CauseFlow.ServiceDefaults.Errors;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>The limits, and what a refused request is told.</summary>
internal static class RateLimiting
{
    public const string Tenant = "tenant";
    public const string Webhook = "webhook";

    /// <summary>Files, pages and connections of the dashboard: by address, whoever is signed in there.</summary>
    public const string Page = "page";

    public static IReadOnlyCollection<string> Names { get; } = [Tenant, Webhook, Page];

    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration("RateLimits")
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RateWindows>();
        services.AddSingleton<GuessGuard>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<RateWindows, IOptions<RateLimitOptions>>(
            (limiter, windows, limits) => Configure(limiter, windows, limits.Value));
    }

    private static void Configure(RateLimiterOptions limiter, RateWindows windows, RateLimitOptions limits)
    {
        // Whoever has no valid identity counts by address; a tenant counts once, here or by the route's policy.
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, RateKey>(context =>
            PolicyOf(context) switch
            {
                Webhook => Counted(context, windows, RateKey.Address(context, RateSubject.WebhookAddress), limits.PerWebhookAddress),
                Page => Counted(context, windows, RateKey.Address(context, RateSubject.PageAddress), limits.PerPageAddress),
                var policy => TenantOf(context) switch
                {
                    null => Counted(context, windows, RateKey.Address(context), limits.PerAddress),
                    { } tenant when policy is null => Counted(context, windows, RateKey.Tenant(tenant), limits.PerTenant),
                    _ => Uncounted(),
                },
            });
        limiter.AddPolicy(Page, _ => Uncounted());
        limiter.AddPolicy(Tenant, context => TenantOf(context) is { } tenant
            ? Counted(context, windows, RateKey.Tenant(tenant), limits.PerTenant)
            : Uncounted());
        limiter.AddPolicy(Webhook, context => RateKey.Webhook(context) is var key && windows.HasRoomFor(key)
            ? Counted(context, windows, key, limits.PerWebhook)
            : Uncounted());
        limiter.OnRejected = (rejected, _) => new ValueTask(RejectAsync(rejected.HttpContext, windows));
    }

    // SNS repeats a delivery only after a server-side error: a 429 would lose the alarm.
    private static Task RejectAsync(HttpContext context, RateWindows windows)
    {
        context.Response.Headers.RetryAfter = windows.SecondsToReset().ToString();
        var error = PolicyOf(context) == Webhook
            ? ApiErrors.Unavailable("rate_limited", "Too many deliveries now. Send it again later.")
            : ApiErrors.TooManyRequests("rate_limited", "Too many requests. Wait for the time that Retry-After names.");
        return error.ExecuteAsync(context);
    }

    private static string? PolicyOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;

    private static string? TenantOf(HttpContext context) => context.User.FindFirst(IdentityClaims.Tenant)?.Value;

    private static RateLimitPartition<RateKey> Counted(HttpContext context, RateWindows windows, RateKey key, int limit)
    {
        RateStandings.Of(context).Add(key, limit);
        return RateLimitPartition.Get(key, _ => new WindowLimiter(windows, key, limit));
    }

    private static RateLimitPartition<RateKey> Uncounted() => RateLimitPartition.GetNoLimiter(default(RateKey));
}
