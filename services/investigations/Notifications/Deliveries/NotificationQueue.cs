using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>
/// What is to be sent now. On PostgreSQL a replica claims what it takes and skips what another one is claiming; the claim of a replica
/// that died runs out, and its rows are sent again. A SQLite file has one owner. Of one incident a channel gets the next message when
/// the one before has ended: a resolve that overtook its alarm would leave the alert open. No tenant gets more than its share of what a
/// replica sends at once: a receiver that never answers must not silence the others.
/// </summary>
public sealed class NotificationQueue(IDbContextFactory<InvestigationsDbContext> contexts, TimeProvider time)
{
    /// <summary>Longer than an attempt may take, so that nobody else sends meanwhile.</summary>
    internal static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    /// <summary>How many notifications of one tenant a replica sends at once; of one channel it is one.</summary>
    internal const int MaxPerTenant = 4;

    /// <summary>
    /// The rows due longest that nobody holds, within what each tenant and channel may have beside what this replica has in flight; each
    /// with its own claim.
    /// </summary>
    public async Task<IReadOnlyList<NotificationDeliveryRow>> ClaimAsync(
        int limit, IReadOnlyCollection<NotificationDeliveryRow> inFlight, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inFlight);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var seqs = await ChooseAsync(db, limit, inFlight, now, cancellationToken);
        if (seqs.Length == 0)
        {
            return [];
        }

        return db.Database.IsSqlite()
            ? await ClaimOnSqliteAsync(db, seqs, now, cancellationToken)
            : await ClaimOnPostgreSqlAsync(db, seqs, now, cancellationToken);
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

    /// <summary>The first due row of each channel that is free, as many as its tenant may still send.</summary>
    private static async Task<long[]> ChooseAsync(
        InvestigationsDbContext db, int limit, IReadOnlyCollection<NotificationDeliveryRow> inFlight, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var busy = inFlight.CountBy(row => row.TenantId).ToDictionary();
        var fullTenants = busy.Where(tenant => tenant.Value >= MaxPerTenant).Select(tenant => tenant.Key).ToList();
        var busyChannels = inFlight.Select(row => row.ChannelId).ToList();
        var heads = await db.NotificationDeliveries
            .Where(row => row.NextAttemptAt <= now && (row.ClaimedUntil == null || row.ClaimedUntil <= now)
                && !fullTenants.Contains(row.TenantId) && !busyChannels.Contains(row.ChannelId)
                && !db.NotificationDeliveries.Any(before => before.ChannelId == row.ChannelId && before.IncidentId == row.IncidentId
                    && before.Seq < row.Seq && before.NextAttemptAt != null))
            .GroupBy(row => row.ChannelId)
            .Select(channel => channel.OrderBy(row => row.NextAttemptAt).ThenBy(row => row.Seq)
                .Select(row => new { row.Seq, row.TenantId, row.NextAttemptAt }).First())
            .ToListAsync(cancellationToken);
        return [.. heads.GroupBy(head => head.TenantId)
            .SelectMany(tenant => tenant.OrderBy(head => head.NextAttemptAt).ThenBy(head => head.Seq)
                .Take(MaxPerTenant - busy.GetValueOrDefault(tenant.Key)))
            .OrderBy(head => head.NextAttemptAt).ThenBy(head => head.Seq).Take(limit).Select(head => head.Seq)];
    }

    private static async Task<IReadOnlyList<NotificationDeliveryRow>> ClaimOnSqliteAsync(
        InvestigationsDbContext db, long[] seqs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = now + Claim;
        var chosen = db.NotificationDeliveries.AsNoTracking().Where(row => seqs.Contains(row.Seq));
        await chosen.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ClaimedUntil, until).SetProperty(row => row.Attempts, row => row.Attempts + 1),
            cancellationToken);
        return await chosen.OrderBy(row => row.Seq).ToListAsync(cancellationToken);
    }

    /// <summary>What another replica took since it was chosen is looked at again, under its lock, and left to it.</summary>
    private static async Task<IReadOnlyList<NotificationDeliveryRow>> ClaimOnPostgreSqlAsync(
        InvestigationsDbContext db, long[] seqs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (nowValue, untilValue) = (UnixMicrosecondsConverter.Of(now), UnixMicrosecondsConverter.Of(now + Claim));
        var rows = await db.NotificationDeliveries.FromSql(
            $"""
             with due as materialized (
                 select d."Seq" from notification_deliveries d
                 where d."Seq" = any({seqs}) and d."NextAttemptAt" <= {nowValue}
                     and (d."ClaimedUntil" is null or d."ClaimedUntil" <= {nowValue})
                 order by d."Seq" for update of d skip locked)
             update notification_deliveries d set "ClaimedUntil" = {untilValue}, "Attempts" = d."Attempts" + 1
             from due where d."Seq" = due."Seq" returning d.*
             """).AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Seq)];
    }
}
