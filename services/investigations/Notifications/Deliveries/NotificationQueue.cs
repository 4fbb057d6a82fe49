using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>
/// What is to be sent now. On PostgreSQL a replica claims what it takes and skips what another one is claiming; the claim of a replica
/// that died runs out, and its rows are sent again. A SQLite file has one owner. Of one incident a channel gets the next message when
/// the one before has ended: a resolve that overtook its alarm would leave the alert open.
/// </summary>
public sealed class NotificationQueue(IDbContextFactory<InvestigationsDbContext> contexts, TimeProvider time)
{
    /// <summary>Longer than an attempt may take, so that nobody else sends meanwhile.</summary>
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    /// <summary>The oldest due rows that nobody holds; each with its own claim.</summary>
    public async Task<IReadOnlyList<NotificationDeliveryRow>> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        return db.Database.IsSqlite()
            ? await ClaimOnSqliteAsync(db, limit, now, cancellationToken)
            : await ClaimOnPostgreSqlAsync(db, limit, now, cancellationToken);
    }

    /// <summary>Writes how an attempt went, unless the claim ran out and the row is somebody else's.</summary>
    /// <returns>False when it is.</returns>
    public async Task<bool> EndAttemptAsync(
        NotificationDeliveryRow row, DeliveryState state, int? status, string? error, DateTimeOffset? nextAttemptAt,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(row);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var rows = db.NotificationDeliveries.Where(x => x.Seq == row.Seq && x.ClaimedUntil == row.ClaimedUntil);
        var changed = state == DeliveryState.Pending
            ? await rows.ExecuteUpdateAsync(set => set
                .SetProperty(x => x.LastStatus, status).SetProperty(x => x.LastError, error)
                .SetProperty(x => x.NextAttemptAt, nextAttemptAt)
                .SetProperty(x => x.ClaimedUntil, (DateTimeOffset?)null), cancellationToken)
            : await rows.ExecuteUpdateAsync(set => set
                .SetProperty(x => x.State, state).SetProperty(x => x.LastStatus, status).SetProperty(x => x.LastError, error)
                .SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null)
                .SetProperty(x => x.EndedAt, now)
                .SetProperty(x => x.ClaimedUntil, (DateTimeOffset?)null)
                .SetProperty(x => x.Content, (NotificationContent?)null), cancellationToken);
        return changed == 1;
    }

    private static async Task<IReadOnlyList<NotificationDeliveryRow>> ClaimOnSqliteAsync(
        InvestigationsDbContext db, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await db.NotificationDeliveries.AsNoTracking()
            .Where(row => row.NextAttemptAt <= now && (row.ClaimedUntil == null || row.ClaimedUntil <= now)
                && !db.NotificationDeliveries.Any(before => before.ChannelId == row.ChannelId && before.IncidentId == row.IncidentId
                    && before.Seq < row.Seq && before.NextAttemptAt != null))
            .OrderBy(row => row.Seq).Take(limit).ToListAsync(cancellationToken);
        if (rows.Count > 0)
        {
            var until = now + Claim;
            var seqs = rows.ConvertAll(row => row.Seq);
            await db.NotificationDeliveries.Where(row => seqs.Contains(row.Seq)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ClaimedUntil, until).SetProperty(row => row.Attempts, row => row.Attempts + 1),
                cancellationToken);
            rows.ForEach(row => (row.ClaimedUntil, row.Attempts) = (until, row.Attempts + 1));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<NotificationDeliveryRow>> ClaimOnPostgreSqlAsync(
        InvestigationsDbContext db, int limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (nowValue, untilValue) = (UnixMicrosecondsConverter.Of(now), UnixMicrosecondsConverter.Of(now + Claim));
        var rows = await db.NotificationDeliveries.FromSql(
            $"""
             with due as materialized (
                 select d."Seq" from notification_deliveries d
                 where d."NextAttemptAt" <= {nowValue} and (d."ClaimedUntil" is null or d."ClaimedUntil" <= {nowValue})
                     and not exists (select 1 from notification_deliveries b where b."ChannelId" = d."ChannelId"
                         and b."IncidentId" = d."IncidentId" and b."Seq" < d."Seq" and b."NextAttemptAt" is not null)
                 order by d."Seq" limit {limit} for update of d skip locked)
             update notification_deliveries d set "ClaimedUntil" = {untilValue}, "Attempts" = d."Attempts" + 1
             from due where d."Seq" = due."Seq" returning d.*
             """).AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Seq)];
    }
}
