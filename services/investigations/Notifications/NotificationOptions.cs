using System.ComponentModel.DataAnnotations;
using System.Net;

namespace CauseFlow.Investigations.Notifications;

/// <summary>Section <c>Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>Where people reach the page, such as <c>https://causeflow.example.com</c>; messages link to it. Default none.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>How often what is to be sent is looked at, in milliseconds. Default 1,000.</summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;

    /// <summary>How long one attempt may take, in seconds. Default 10.</summary>
    [Range(1, 30)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Notifications that one replica sends at once. Default 20.</summary>
    [Range(1, 200)]
    public int Batch { get; set; } = 20;

    /// <summary>Pause before the second attempt, in seconds; it doubles up to 15 minutes. Default 15.</summary>
    [Range(1, 900)]
    public int FirstPauseSeconds { get; set; } = 15;

    /// <summary>How long a notification is tried, in hours. Default 6.</summary>
    [Range(1, 72)]
    public int MaxHours { get; set; } = 6;

    /// <summary>How long the list of notifications is kept, in days. Default 30.</summary>
    [Range(1, 365)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>Where PagerDuty takes events; <c>https://events.eu.pagerduty.com/v2/enqueue</c> in its EU region.</summary>
    [Required]
    public Uri PagerDutyUrl { get; set; } = new("https://events.pagerduty.com/v2/enqueue");

    /// <summary>
    /// Networks beside the public internet that channels may lead to, such as <c>10.20.0.0/16</c>. Default none: an admin of a
    /// tenant could otherwise reach what only this service can.
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];

    /// <summary>Take http addresses too, within the allowed networks only. Default false.</summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>
    /// Leave it to the proxy (HTTPS_PROXY) to look names up and to refuse what is not for tenants, where this service itself cannot
    /// look them up. Default false.
    /// </summary>
    public bool ProxyResolvesNames { get; set; }

    internal IReadOnlyList<IPNetwork> Networks => [.. AllowedNetworks.Select(IPNetwork.Parse)];

    internal bool IsValid => AllowedNetworks.All(network => IPNetwork.TryParse(network, out _))
        && (PublicUrl is not { Length: > 0 } || IsWebAddress(PublicUrl));

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("https" or "http");
}
