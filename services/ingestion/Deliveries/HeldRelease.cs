using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// Puts held messages and waiting confirmations back on their way once their topic is accepted. It looks at the tables
/// rather than at the event, so that a message which was held at the very moment of acceptance is not forgotten.
/// </summary>
public sealed class HeldRelease(IngestionDbContext db, TimeProvider time)
{
    private const int MaxRows = 200;

    /// <summary>True when there may be more.</summary>
    public async Task<bool> ReleaseAsync(CancellationToken token)
    {
        var now = Storage.StoreConventions.TruncateToMicroseconds(time.GetUtcNow());
        var held = await db.Deliveries
            .Where(row => row.Verdict == DeliveryVerdict.Held
                && (row.AwaitedAccount == null
                    ? db.AcceptedTopics.Any(topic => topic.TenantId == row.TenantId && topic.TopicArn == row.TopicArn)
                    : db.ConnectedAccounts.Any(
                        account => account.TenantId == row.TenantId && account.Account == row.AwaitedAccount)))
            .OrderBy(row => row.Seq).Take(MaxRows).ToListAsync(token);
        foreach (var row in held)
        {
            row.Verdict = DeliveryVerdict.Accepted;
            row.AwaitedAccount = null;
            if (row.Reason != SubscriptionEnd.Reason)
            {
                (row.Reason, row.Remedy) = (null, null);
            }

            // What has been decided, and what only asks to be confirmed, has no body.
            row.DecideAt = row.Body is null ? null : now;
            row.Version++;
        }

        var waiting = await db.Confirmations
            .Where(row => row.Status == ConfirmationStatus.Waiting && db.AcceptedTopics.Any(
                topic => topic.TenantId == row.TenantId && topic.TopicArn == row.TopicArn))
            .Take(MaxRows).ToListAsync(token);
        foreach (var row in waiting)
        {
            (row.Status, row.DueAt) = (ConfirmationStatus.Queued, now);
            row.Version++;
        }

        if (held.Count + waiting.Count > 0)
        {
            await db.SaveChangesAsync(token);
        }

        return held.Count == MaxRows || waiting.Count == MaxRows;
    }
}
