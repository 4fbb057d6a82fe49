namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>Body of <c>PUT /v1/settings/notifications</c>: all channels as they are to be.</summary>
/// <param name="Version">Of the settings that it replaces; 0 for the first ones.</param>
/// <param name="Channels">At most 10. One that is not in the list is removed.</param>
internal sealed record NotificationSettingsBody(long? Version, IReadOnlyList<ChannelBody>? Channels);

/// <summary>A channel as typed. What is secret may be left out where the channel has it already.</summary>
internal sealed record ChannelBody
{
    public string? Name { get; init; }
    public string? Kind { get; init; }
    public bool? Enabled { get; init; }
    public IReadOnlyList<string>? Events { get; init; }
    public string? MinimumSeverity { get; init; }

    /// <summary>Slack, Teams, webhook: the address.</summary>
    public string? Url { get; init; }

    /// <summary>PagerDuty: the integration key.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Webhook: 16 to 256 characters that the receiver knows too.</summary>
    public string? SigningKey { get; init; }

    public override string ToString() => $"ChannelBody {{ Name = {Name}, Kind = {Kind} }}";
}
