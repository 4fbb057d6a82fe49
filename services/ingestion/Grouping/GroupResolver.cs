using CauseFlow.Contracts;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>Ends groups whose alarms have all been OK long enough, by ingestion's clock.</summary>
public sealed class GroupResolver(IngestionDbContext db, Outbox<IngestionDbContext> outbox, TimeProvider time)
    : IDueWork
{
    /// <summary>Groups that are due.</summary>
    public Task<List<string>> DueAsync(CancellationToken token)
    {
        var now = time.GetUtcNow();
        return db.Groups.AsNoTracking().Where(group => group.ResolveDueAt <= now)
            .OrderBy(group => group.ResolveDueAt).Select(group => group.IncidentId).Take(100).ToListAsync(token);
    }

    /// <summary>Ends one group under its row version. Throws when a transition came in between.</summary>
    public async Task DoAsync(string id, CancellationToken token)
    {
        var group = await db.Groups.SingleAsync(row => row.IncidentId == id, token);
        if (!group.TryResolve(time.GetUtcNow().TruncateToMicroseconds()))
        {
            return;
        }

        outbox.Add(new AlarmGroupResolved
        {
            TenantId = group.TenantId, IncidentId = id, AsOf = group.QuietSince!.Value,
        });
        await db.SaveChangesAsync(token);
    }
}
