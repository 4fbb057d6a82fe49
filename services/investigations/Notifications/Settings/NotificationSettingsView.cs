namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>A tenant's notifications.</summary>
/// <param name="Version">To be sent with the next PUT; 0 while nothing was ever set.</param>
/// <param name="ChangedAt">Null while nothing was ever set.</param>
/// <param name="ChangedBy">The last admin's subject.</param>
/// <param name="Channels">By name.</param>
public sealed record NotificationSettingsView(
    long Version, DateTimeOffset? ChangedAt, string? ChangedBy, IReadOnlyList<ChannelView> Channels)
{
    public static NotificationSettingsView Of(NotificationSettingsRow? settings, IEnumerable<NotificationChannelRow> channels) => new(
        settings?.Version ?? 0, settings?.ChangedAt, settings?.ChangedBy,
        [.. channels.OrderBy(row => row.Name, StringComparer.Ordinal).Select(ChannelView.Of)]);
}
