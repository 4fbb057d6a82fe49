namespace CauseFlow.Gateway.RateLimits;

/// <summary>Whom a counter belongs to. Each kind has a bounded table of its own, so that none can crowd out another.</summary>
internal enum RateSubject
{
    /// <summary>A remote address, for requests without a valid identity.</summary>
    Address,

    /// <summary>A remote address that posts to webhooks: apart, so that junk elsewhere never delays an alarm.</summary>
    WebhookAddress,

    /// <summary>A remote address that opens the dashboard: apart, so that neither takes from the other.</summary>
    PageAddress,

    Tenant,

    Webhook,
}
