using System.ComponentModel.DataAnnotations;

namespace CauseFlow.Gateway.RateLimits;

/// <summary>Section <c>RateLimits</c>: requests per fixed window. Counts are per replica.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Length of the window in seconds. Default 60.</summary>
    [Range(1, 3600)]
    public int WindowSeconds { get; set; } = 60;

    /// <summary>Requests of one tenant. Default 600.</summary>
    [Range(1, 1_000_000)]
    public int PerTenant { get; set; } = 600;

    /// <summary>Deliveries to one webhook address. Default 1,200.</summary>
    [Range(1, 1_000_000)]
    public int PerWebhook { get; set; } = 1200;

    /// <summary>Requests of one remote address that carry no valid identity, webhooks included. Default 3,000.</summary>
    [Range(1, 1_000_000)]
    public int PerAddress { get; set; } = 3000;

    /// <summary>Counters kept in one window; what comes beyond shares one counter. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxCounters { get; set; } = 100_000;
}
