using CauseFlow.Contracts;
using CauseFlow.Storage;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>One attempt at one channel, while the admin waits; it is in the list like any other.</summary>
public sealed class ChannelTest(
    InvestigationsDbContext db, ContentWriter writer, NotificationAttempt attempt, TimeProvider time)
{
    public async Task<NotificationDeliveryRow> RunAsync(NotificationChannelRow channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var id = Ids.New("ntf", time);
        var row = new NotificationDeliveryRow
        {
            Id = id, TenantId = channel.TenantId, EventId = id, ChannelId = channel.Id, ChannelName = channel.Name, Kind = channel.Kind,
            Event = NotificationEvent.Test, State = DeliveryState.Pending, Attempts = 1, CreatedAt = now, GiveUpAt = now,
        };
        var outcome = await attempt.MakeAsync(row, channel, writer.Test(now), cancellationToken);
        row.State = outcome.IsTaken ? DeliveryState.Sent : DeliveryState.Failed;
        (row.LastStatus, row.LastError, row.EndedAt) = (outcome.Status, outcome.Error, time.GetUtcNow().TruncateToMicroseconds());
        db.NotificationDeliveries.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return row;
    }
}
