using System.Security.Cryptography;
using CauseFlow.Investigations.Notifications.Channels;
using CauseFlow.Secrets;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>One attempt at one channel: opens its secret, puts the content into its form, sends.</summary>
public sealed class NotificationAttempt(ChannelSecrets secrets, ChannelRequests requests, IChannelHttp http)
{
    public async Task<SendOutcome> MakeAsync(
        NotificationDeliveryRow delivery, NotificationChannelRow channel, NotificationContent content,
        CancellationToken cancellationToken)
    {
        ChannelSecret secret;
        try
        {
            secret = await secrets.OpenAsync(channel, cancellationToken);
        }
        catch (KeyUnavailableException)
        {
            // An operator can put the key back.
            return new SendOutcome(null, "key_unavailable");
        }
        catch (CryptographicException)
        {
            return new SendOutcome(null, "secret_unreadable", IsFinal: true);
        }

        return await http.SendAsync(requests.Of(delivery, content, secret), cancellationToken);
    }

    /// <summary>The channel of a delivery, unless it is gone, switched off, or another kind by now.</summary>
    internal static Task<NotificationChannelRow?> ChannelOfAsync(
        InvestigationsDbContext db, NotificationDeliveryRow delivery, CancellationToken cancellationToken) =>
        db.NotificationChannels.AsNoTracking().FirstOrDefaultAsync(
            row => row.TenantId == delivery.TenantId && row.Id == delivery.ChannelId && row.Enabled && row.Kind == delivery.Kind,
            cancellationToken);
}
