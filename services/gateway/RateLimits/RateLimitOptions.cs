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

    /// <summary>Requests of one remote address that carry no valid identity, webhooks apart. Default 3,000.</summary>
    [Range(1, 1_000_000)]
    public int PerAddress { get; set; } = 3000;

    /// <summary>
    /// Deliveries of one remote address to webhooks of all tenants. Default 12,000: a cloud sends for many customers from
    /// one address, and a delivery that is refused too often is lost.
    /// </summary>
    [Range(1, 1_000_000)]
    public int PerWebhookAddress { get; set; } = 12_000;

    /// <summary>
    /// Requests of one remote address to the dashboard, its files included. Default 6,000: opening a page for the first time takes
    /// about twenty, and an office may share one address.
    /// </summary>
    [Range(1, 1_000_000)]
    public int PerPageAddress { get; set; } = 6000;

    /// <summary>
    /// Counters of one kind (address, tenant, webhook) kept in one window, of about 100 bytes each. Default 100,000. Beyond
    /// it a new address or tenant shares one counter, and a new webhook counts by its sender's address alone.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxCounters { get; set; } = 100_000;
}
