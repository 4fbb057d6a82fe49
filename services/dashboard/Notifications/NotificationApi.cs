using CauseFlow.Dashboard.Notifications;

namespace CauseFlow.Dashboard.Api;

/// <summary>Who is told of incidents.</summary>
public sealed partial class CauseFlowApi
{
    internal Task<NotificationSettings> NotificationsAsync(CancellationToken cancellationToken) =>
        GetAsync<NotificationSettings>("v1/settings/notifications", cancellationToken);

    /// <summary>Sets all channels; one that is not named is removed.</summary>
    internal Task<NotificationSettings> SetNotificationsAsync(
        long version, IReadOnlyList<ChannelDraft> channels, CancellationToken cancellationToken) =>
        SendAsync<NotificationSettings>(HttpMethod.Put, "v1/settings/notifications", new { version, channels }, cancellationToken);

    internal Task<NotificationDelivery> TestChannelAsync(string channel, CancellationToken cancellationToken) =>
        SendAsync<NotificationDelivery>(HttpMethod.Post, "v1/settings/notifications/test", new { channel }, cancellationToken, PatientClientName);

    internal Task<ApiPage<NotificationDelivery>> NotificationDeliveriesAsync(
        string? state, string? cursor, CancellationToken cancellationToken) =>
        GetAsync<ApiPage<NotificationDelivery>>(
            $"v1/settings/notifications/deliveries?limit=20{Said("state", state)}{Said("cursor", cursor)}", cancellationToken);
}
