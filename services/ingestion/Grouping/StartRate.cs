using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>At most N investigations of a tenant start in a minute; what is above waits for a later minute.</summary>
public static class StartRate
{
    /// <summary>Takes the next free start. Null: at once; else the minute in which it may start.</summary>
    public static async Task<DateTimeOffset?> TakeAsync(
        IngestionDbContext db, string tenantId, int maxStartsPerMinute, DateTimeOffset now, CancellationToken token)
    {
        var current = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var slots = await db.StartSlots.Where(slot => slot.TenantId == tenantId && slot.Minute >= current)
            .ToDictionaryAsync(slot => slot.Minute, token);
        var minute = current;
        while (slots.TryGetValue(minute, out var taken) && taken.Count >= maxStartsPerMinute)
        {
            minute += TimeSpan.FromMinutes(1);
        }

        if (slots.TryGetValue(minute, out var slot))
        {
            slot.Count++;
        }
        else
        {
            db.StartSlots.Add(new StartSlot { TenantId = tenantId, Minute = minute, Count = 1 });
        }

        return minute == current ? null : minute;
    }
}
