using CauseFlow.Ingestion.Deliveries;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>
/// What an UnsubscribeConfirmation says: the subscription of that topic at that address is over. Its topic stays
/// accepted, so that subscribing again is all that has to be done.
/// </summary>
public sealed class SubscriptionEnd(IngestionDbContext db)
{
    /// <summary>Reason in the delivery log.</summary>
    public const string Reason = "subscription_ended";

    /// <summary>More confirmations of one topic than that are of no use to anybody.</summary>
    private const int MaxRows = 100;

    /// <summary>
    /// Puts the end on the context; the caller saves. What is waiting was never confirmed, so it did not end.
    /// </summary>
    public async Task ApplyAsync(Delivery delivery, DateTimeOffset sentAt, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var rows = await db.Confirmations
            .Where(row => row.TenantId == delivery.TenantId && row.TopicArn == delivery.TopicArn
                && row.RouteGeneration == delivery.RouteGeneration && row.SentAt <= sentAt
                && row.Status != ConfirmationStatus.Waiting && row.Status != ConfirmationStatus.Ended)
            .OrderByDescending(row => row.SentAt).Take(MaxRows).ToListAsync(token);
        foreach (var row in rows)
        {
            // The address in it would subscribe again: it is forgotten, never visited.
            (row.Status, row.EndedAt, row.DueAt) = (ConfirmationStatus.Ended, sentAt, null);
            row.Forget();
            row.Version++;
        }
    }
}
