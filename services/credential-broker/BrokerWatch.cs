using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker;

/// <summary>Looks now and then at what the store holds for the metrics: open leases, and what is left of quotas and money.</summary>
public sealed partial class BrokerWatch(
    IDbContextFactory<BrokerDbContext> contexts, BrokerMetrics metrics, IEnumerable<ICloudAccess> clouds,
    IOptions<BudgetOptions> budgets, TimeProvider time, ILogger<BrokerWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>One look; the metrics show it until the next.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        await LookAtLeasesAsync(db, now, cancellationToken);
        await LookAtCallsAsync(db, now, cancellationToken);
        await LookAtMoneyAsync(db, cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAtLeasesAsync(BrokerDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await db.Leases.AsNoTracking().Where(x => x.ClosedAt == null).GroupBy(x => x.Purpose)
            .Select(x => new { x.Key, Count = x.LongCount(), Ends = x.Min(lease => lease.ExpiresAt) })
            .ToDictionaryAsync(x => x.Key, cancellationToken);
        foreach (var purpose in Enum.GetValues<LeasePurpose>())
        {
            var row = open.GetValueOrDefault(purpose);
            metrics.Open(purpose, row?.Count ?? 0, row is null || row.Ends > now ? TimeSpan.Zero : now - row.Ends);
        }
    }

    private async Task LookAtCallsAsync(BrokerDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = now.AddSeconds(-budgets.Value.QuotaWindowSeconds);
        var sums = await db.Reservations.AsNoTracking().Where(x => x.ActiveUntil > from)
            .GroupBy(x => new { x.Provider, x.Account, x.Region, x.Api })
            .Select(x => new { x.Key.Provider, x.Key.Api, Calls = x.Sum(row => (long)row.Calls) })
            .ToListAsync(cancellationToken);
        var taken = sums.GroupBy(x => (x.Provider, x.Api)).ToDictionary(x => x.Key, x => x.Max(row => row.Calls));
        foreach (var cloud in clouds)
        {
            // By the plans' own APIs, so that the label holds only what this release can ask for.
            foreach (var call in RunBudget.Calls(LeasePurpose.Investigation, cloud.PlansFor(LeasePurpose.Investigation, null)))
            {
                if (QuotaArithmetic.Capacity(call, budgets.Value) is { } capacity and > 0)
                {
                    var used = taken.GetValueOrDefault((cloud.Provider, call.Permission));
                    metrics.CallsLeft(cloud.Provider, call.Permission, Math.Max(0, 1 - (used / (double)capacity)));
                }
            }
        }
    }

    private async Task LookAtMoneyAsync(BrokerDbContext db, CancellationToken cancellationToken)
    {
        var spent = await db.Leases.AsNoTracking().Where(x => x.ClosedAt == null && x.InvestigationId != null)
            .Select(x => x.InvestigationId).Distinct()
            .Join(db.Leases, id => id, lease => lease.InvestigationId, (_, lease) => lease)
            .Join(db.Runs, lease => lease.Id, run => run.LeaseId, (lease, run) => new { lease.InvestigationId, run })
            .GroupBy(x => x.InvestigationId)
            .Select(x => new { Bytes = x.Sum(y => y.run.CostBudgetBytes), Metrics = x.Sum(y => y.run.CostBudgetMetrics) })
            .ToListAsync(cancellationToken);
        metrics.CostLeft(CostUnit.Bytes, Left(spent.Select(x => (double)x.Bytes), budgets.Value.ScanBytes));
        metrics.CostLeft(CostUnit.Metrics, Left(spent.Select(x => (double)x.Metrics), budgets.Value.Metrics));
    }

    private static double Left(IEnumerable<double> spent, double budget) =>
        budget <= 0 ? 0 : Math.Max(0, 1 - (spent.DefaultIfEmpty(0).Max() / budget));

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "What the metrics show could not be read; the next look follows")]
    private partial void LogFailure(Exception exception);
}
