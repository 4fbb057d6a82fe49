using System.Collections.Concurrent;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Senders;

/// <summary>
/// Keeps when each sender was heard last, off the way of deliveries: noted in memory and written now and then. What a crash loses of it
/// the sender's next delivery brings back.
/// </summary>
public sealed class SenderBeats(IDbContextFactory<IngestionDbContext> contexts)
{
    private const int MaxAttempts = 5;
    private readonly ConcurrentDictionary<(string TenantId, string Provider, string TopicArn), DateTimeOffset> _heard = new();

    /// <summary>A delivery of an accepted sender has come; whatever becomes of it, its sender lives.</summary>
    public void Note(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Verdict == DeliveryVerdict.Held)
        {
            // Anybody's own topic is validly signed: only those that were accepted are kept.
            return;
        }

        var at = delivery.ReceivedAt;
        _heard.AddOrUpdate(
            (delivery.TenantId, delivery.Provider, delivery.TopicArn ?? ""), at, (_, known) => known > at ? known : at);
    }

    /// <summary>Writes what was noted since the last time.</summary>
    public async Task FlushAsync(CancellationToken token)
    {
        foreach (var (key, at) in _heard.ToArray())
        {
            await WriteAsync(key, at, token);
            _heard.TryRemove(KeyValuePair.Create(key, at));
        }
    }

    private async Task WriteAsync(
        (string TenantId, string Provider, string TopicArn) key, DateTimeOffset at, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await contexts.CreateDbContextAsync(token);
            if (await db.SenderBeats.Where(row => row.TenantId == key.TenantId && row.Provider == key.Provider
                    && row.TopicArn == key.TopicArn)
                .ExecuteUpdateAsync(set => set.SetProperty(
                    row => row.LastReceivedAt, row => row.LastReceivedAt > at ? row.LastReceivedAt : at), token) > 0)
            {
                return;
            }

            db.SenderBeats.Add(new SenderBeat
            {
                TenantId = key.TenantId, Provider = key.Provider, TopicArn = key.TopicArn, LastReceivedAt = at,
            });
            try
            {
                await db.SaveChangesAsync(token);
                return;
            }
            catch (DbUpdateException exception) when (attempt < MaxAttempts && StoreErrors.IsUniqueViolation(exception))
            {
                // Another replica has heard it for the first time as well.
            }
        }
    }
}
