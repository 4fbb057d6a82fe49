namespace CauseFlow.Investigations.Notifications.Settings;

/// <summary>What a tenant has now.</summary>
internal sealed record StoredSettings(NotificationSettingsRow? Settings, IReadOnlyList<NotificationChannelRow> Channels)
{
    public long Version => Settings?.Version ?? 0;
}
