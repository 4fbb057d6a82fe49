using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>Rows of one tenant that this replica decides in this round, in their order.</summary>
/// <param name="Rows">By sequence number.</param>
/// <param name="ClaimedUntil">Marks this replica's claim; null where none is needed.</param>
public sealed record TenantShare(IReadOnlyList<long> Rows, DateTimeOffset? ClaimedUntil);

/// <summary>
/// The undecided rows of the intake log. On PostgreSQL a replica claims what it takes, skipping what another one is
/// claiming, so that replicas share the work; the claim of a replica that died runs out and its rows are taken again. A
/// claim only spares work twice: what decides who was first is the row's version. A SQLite file has one owner and needs
/// none.
/// </summary>
public sealed class DecisionQueue(IngestionDbContext db, TimeProvider time)
{
    private const int MaxTenants = 50;

    /// <summary>Longer than a round takes.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Every tenant with work gets its share of a round, so that a flood of one does not hold up the others.
    /// </summary>
    public async Task<List<TenantShare>> TakeAsync(int limit, CancellationToken token)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var tenants = await Due(now).GroupBy(row => row.TenantId)
            .OrderBy(group => group.Min(row => row.DecideAt)).Select(group => group.Key).Take(MaxTenants)
            .ToListAsync(token);
        var shares = new List<TenantShare>(tenants.Count);
        foreach (var tenant in tenants)
        {
            var size = Math.Max(1, limit / tenants.Count);
            shares.Add(db.Database.IsSqlite()
                ? new TenantShare(await ReadAsync(tenant, now, size, token), null)
                : await ClaimAsync(tenant, now, size, token));
        }

        return shares;
    }

    /// <summary>
    /// Gives claimed rows back that were not decided; those that another replica has taken over stay its own.
    /// </summary>
    public async Task ReleaseAsync(TenantShare share, IReadOnlyCollection<long> rows, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(share);
        var seqs = rows.ToList();
        if (share.ClaimedUntil is { } until && seqs.Count > 0)
        {
            await db.Deliveries.Where(row => seqs.Contains(row.Seq) && row.ClaimedUntil == until)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null), token);
        }
    }

    private IQueryable<Delivery> Due(DateTimeOffset now) =>
        db.Deliveries.Where(row => row.DecideAt <= now && (row.ClaimedUntil == null || row.ClaimedUntil <= now));

    private Task<List<long>> ReadAsync(string tenant, DateTimeOffset now, int limit, CancellationToken token) =>
        Due(now).Where(row => row.TenantId == tenant).OrderBy(row => row.DecideAt).ThenBy(row => row.Seq)
            .Select(row => row.Seq).Take(limit).ToListAsync(token);

    private async Task<TenantShare> ClaimAsync(string tenant, DateTimeOffset now, int limit, CancellationToken token)
    {
        var until = now + Claim;
        var (nowValue, untilValue) = (UnixMicrosecondsConverter.Of(now), UnixMicrosecondsConverter.Of(until));
        var claimed = await db.Database.SqlQuery<ClaimedRow>(
            $"""
             with due as materialized (
                 select "Seq", "DecideAt" from deliveries
                 where "TenantId" = {tenant} and "DecideAt" <= {nowValue}
                     and ("ClaimedUntil" is null or "ClaimedUntil" <= {nowValue})
                 order by "DecideAt", "Seq" limit {limit} for update skip locked)
             update deliveries d set "ClaimedUntil" = {untilValue} from due
             where d."Seq" = due."Seq" returning d."Seq", due."DecideAt" as "DueAt"
             """).ToListAsync(token);
        return new TenantShare(
            [.. claimed.OrderBy(row => row.DueAt).ThenBy(row => row.Seq).Select(row => row.Seq)], until);
    }

    private sealed record ClaimedRow(long Seq, long DueAt);
}
