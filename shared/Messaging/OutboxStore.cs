using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Messaging;

/// <summary>Claims, releases and deletes outbox rows of one service.</summary>
internal sealed class OutboxStore<TContext>(IDbContextFactory<TContext> contexts, TimeProvider time)
    where TContext : DbContext
{
    /// <summary>The oldest due rows that nobody holds, held until now + <paramref name="lease"/>; in order.</summary>
    public async Task<IReadOnlyList<OutboxMessage>> ClaimAsync(
        int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        return context.Database.IsSqlite()
            ? await ClaimOnSqliteAsync(context, limit, now, now + lease, cancellationToken)
            : await ClaimOnPostgreSqlAsync(context, limit, now, now + lease, cancellationToken);
    }

    /// <summary>When the next row that is not due yet will be; null when there is none.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        return await context.Set<OutboxMessage>().AsNoTracking().Where(row => row.DueAt > now)
            .OrderBy(row => row.DueAt).Select(row => (DateTimeOffset?)row.DueAt).FirstOrDefaultAsync(cancellationToken);
    }

    public async Task DeleteAsync(IReadOnlyCollection<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Set<OutboxMessage>().Where(row => messageIds.Contains(row.MessageId))
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Holds failed rows back until <paramref name="until"/>.</summary>
    public async Task DelayAsync(IReadOnlyCollection<Guid> messageIds, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Set<OutboxMessage>().Where(row => messageIds.Contains(row.MessageId))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until), cancellationToken);
    }

    /// <summary>Only where one process owns the store: what a dead process held is free again.</summary>
    public async Task ReleaseAllAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Set<OutboxMessage>().Where(row => row.LeasedUntil != null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null), cancellationToken);
    }

    private static async Task<IReadOnlyList<OutboxMessage>> ClaimOnSqliteAsync(
        TContext context, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // One dispatcher owns the file, so reading and marking need not be one statement.
        var rows = await context.Set<OutboxMessage>().AsNoTracking()
            .Where(row => row.DueAt <= now && (row.LeasedUntil == null || row.LeasedUntil < now))
            .OrderBy(row => row.Seq).Take(limit).ToListAsync(cancellationToken);
        if (rows.Count > 0)
        {
            var seqs = rows.ConvertAll(row => row.Seq);
            await context.Set<OutboxMessage>().Where(row => seqs.Contains(row.Seq)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.LeasedUntil, until)
                    .SetProperty(row => row.Attempts, row => row.Attempts + 1),
                cancellationToken);
        }

        return rows;
    }

    private static async Task<IReadOnlyList<OutboxMessage>> ClaimOnPostgreSqlAsync(
        TContext context, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (nowValue, untilValue) = (UnixMicrosecondsConverter.Of(now), UnixMicrosecondsConverter.Of(until));
        var rows = await context.Set<OutboxMessage>().FromSql(
            $"""
             update outbox o set leased_until = {untilValue}, attempts = attempts + 1
             from (select seq from outbox where due_at <= {nowValue} and (leased_until is null or leased_until < {nowValue})
                   order by seq limit {limit} for update skip locked) x
             where o.seq = x.seq returning o.*
             """).AsNoTracking().ToListAsync(cancellationToken);
        return rows.OrderBy(row => row.Seq).ToList();
    }
}
