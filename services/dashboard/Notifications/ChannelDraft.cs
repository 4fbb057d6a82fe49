using CauseFlow.Contracts;
using CauseFlow.Dashboard.Incidents;

namespace CauseFlow.Dashboard.Notifications;

/// <summary>A channel as it is sent: what is secret is left out where it stays.</summary>
public sealed record ChannelDraft
{
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required bool Enabled { get; init; }
    public required IReadOnlyList<string> Events { get; init; }
    public required IncidentSeverity MinimumSeverity { get; init; }
    public string? Url { get; init; }
    public string? RoutingKey { get; init; }
    public string? SigningKey { get; init; }

    /// <summary>As it is, with its secrets left where they are.</summary>
    public static ChannelDraft Of(Channel channel) => new()
    {
        Name = channel.Name, Kind = channel.Kind, Enabled = channel.Enabled, Events = channel.Events,
        MinimumSeverity = channel.MinimumSeverity,
    };

    public override string ToString() => $"ChannelDraft {{ Name = {Name}, Kind = {Kind} }}";

    /// <summary>The kinds, with what each is called and asks for.</summary>
    public static IReadOnlyList<(string Kind, string Title, string Secret)> Kinds { get; } =
    [
        ("slack", "Slack", "Address of an incoming webhook"), ("teams", "Microsoft Teams", "Address of a workflow's webhook"),
        ("pagerduty", "PagerDuty", "Integration key (Events API v2)"), ("webhook", "Webhook, signed", "Address"),
    ];

    public static string TitleOf(string kind) => Kinds.FirstOrDefault(one => one.Kind == kind).Title ?? Words.Of(kind);
}
