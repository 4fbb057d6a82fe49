using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Budgets;

/// <summary>
/// Reserves a run's calls and money, on the caller's context: with the redemption's commit or not at all. The customer's
/// quotas are shared by every replica, every tenant that connected the account, and the customer's own programs.
/// </summary>
public sealed class QuotaDesk(CloudAccesses clouds, IOptions<BudgetOptions> options, TimeProvider time)
{
    /// <summary>Reserves what the run's plans ask for, as far as the shares allow.</summary>
    public async Task<RunGrant> ReserveAsync(
        BrokerDbContext db, Lease lease, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(lease);
        var cloud = clouds.OfCollector(lease.Collector);
        var taken = await TakenAsync(db, cloud.Provider, lease.Target.Accounts, cancellationToken);
        var calls = RunBudget.Calls(lease.Purpose, cloud.PlansFor(lease.Purpose, lease.Sources));
        var granted = new Dictionary<string, int>(StringComparer.Ordinal);
        var reduced = new List<string>();
        var places = lease.Target.Accounts.SelectMany(account => lease.Target.Regions.Select(region => (account, region))).ToList();
        foreach (var call in calls)
        {
            var grant = GrantOf(call, places, taken);
            Reserve(db, lease, runId, cloud.Provider, call.Permission, grant);

            // An investigation may send all its calls into one account and region, so that it gets what each of them has; a
            // test sends its probes to each.
            granted[call.Permission] = lease.Purpose == LeasePurpose.ConnectionTest ? grant * places.Count : grant;
            if (grant < call.MaxCallsPerRun)
            {
                reduced.Add(call.Permission);
            }
        }

        var (bytes, metrics) = await MoneyAsync(db, lease, calls, cancellationToken);
        return new RunGrant(granted, reduced, bytes, metrics);
    }

    /// <summary>The lease has ended: its calls count for one more window, and then no more.</summary>
    public async Task EndAsync(
        BrokerDbContext db, string leaseId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        foreach (var row in await db.Reservations.Where(x => x.LeaseId == leaseId && x.ActiveUntil > now)
            .ToListAsync(cancellationToken))
        {
            row.ActiveUntil = now;
        }
    }

    /// <summary>Nothing was handed out to the run: its calls are free at once.</summary>
    public static async Task CancelAsync(
        BrokerDbContext db, string leaseId, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Reservations.RemoveRange(await db.Reservations
            .Where(x => x.LeaseId == leaseId && x.RunId == runId).ToListAsync(cancellationToken));
    }

    /// <summary>Deletes what counts no more.</summary>
    public Task<int> DeleteOldAsync(BrokerDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var before = CountedFrom;
        return db.Reservations.Where(x => x.ActiveUntil <= before).ExecuteDeleteAsync(cancellationToken);
    }

    private DateTimeOffset CountedFrom => time.GetUtcNow().AddSeconds(-options.Value.QuotaWindowSeconds);

    private static async Task TouchAsync(
        BrokerDbContext db, CloudProvider provider, string account, CancellationToken cancellationToken)
    {
        var row = await db.AccountQuotas.FindAsync([provider, account], cancellationToken);
        if (row is null)
        {
            db.AccountQuotas.Add(row = new AccountQuota { Provider = provider, Account = account });
        }

        row.Version++;
    }

    /// <summary>
    /// In the order of accounts, so that two runs over the same ones never wait for each other in a circle.
    /// </summary>
    private async Task<Dictionary<(string Account, string Region, string Api), long>> TakenAsync(
        BrokerDbContext db, CloudProvider provider, IReadOnlyList<string> accounts, CancellationToken cancellationToken)
    {
        foreach (var account in accounts.Order(StringComparer.Ordinal))
        {
            await TouchAsync(db, provider, account, cancellationToken);
        }

        var from = CountedFrom;
        var sums = await db.Reservations
            .Where(x => x.Provider == provider && accounts.Contains(x.Account) && x.ActiveUntil > from)
            .GroupBy(x => new { x.Account, x.Region, x.Api })
            .Select(x => new { x.Key.Account, x.Key.Region, x.Key.Api, Calls = x.Sum(row => (long)row.Calls) })
            .ToListAsync(cancellationToken);
        return sums.ToDictionary(x => (x.Account, x.Region, x.Api), x => x.Calls);
    }

    private int GrantOf(
        PlannedCall call, List<(string Account, string Region)> places,
        Dictionary<(string Account, string Region, string Api), long> taken)
    {
        var capacity = QuotaArithmetic.Capacity(call, options.Value);
        return places.Min(place => QuotaArithmetic.Grant(
            call.MaxCallsPerRun, capacity, taken.GetValueOrDefault((place.Account, place.Region, call.Permission)), options.Value));
    }

    private static void Reserve(
        BrokerDbContext db, Lease lease, string runId, CloudProvider provider, string api, int calls)
    {
        foreach (var account in lease.Target.Accounts.Where(_ => calls > 0))
        {
            foreach (var region in lease.Target.Regions)
            {
                db.Reservations.Add(new QuotaReservation
                {
                    LeaseId = lease.Id, RunId = runId, Provider = provider, Region = region, Api = api, Account = account,
                    Calls = calls, ActiveUntil = lease.ExpiresAt,
                });
            }
        }
    }

    private async Task<(long Bytes, int Metrics)> MoneyAsync(
        BrokerDbContext db, Lease lease, IReadOnlyList<PlannedCall> calls, CancellationToken cancellationToken)
    {
        var (bytes, metrics) = (options.Value.ScanBytes, options.Value.Metrics);
        if (lease.InvestigationId is { } id)
        {
            var leases = db.Leases.Where(x => x.InvestigationId == id && x.TenantId == lease.TenantId).Select(x => x.Id);
            var spent = await db.Runs.Where(x => leases.Contains(x.LeaseId)).GroupBy(_ => 1)
                .Select(x => new { Bytes = x.Sum(run => run.CostBudgetBytes), Metrics = x.Sum(run => run.CostBudgetMetrics) })
                .FirstOrDefaultAsync(cancellationToken);
            (bytes, metrics) = (bytes - (spent?.Bytes ?? 0), metrics - (spent?.Metrics ?? 0));

            // Two accounts of one investigation redeem at the same time: they collide on its row.
            if (await db.Passes.FindAsync([id, lease.Pass], cancellationToken) is { } pass)
            {
                pass.Version++;
            }
        }

        return (
            calls.Any(x => x.CostKind == CostKind.PerByteScanned) ? QuotaArithmetic.Money(bytes) : 0,
            calls.Any(x => x.CostKind == CostKind.PerMetric) ? (int)QuotaArithmetic.Money(metrics) : 0);
    }
}
