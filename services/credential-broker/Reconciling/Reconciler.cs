using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.CredentialBroker.Providers;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Reconciling;

/// <summary>Lends access for looks at alarm history: on a timer and at start, where an admin has switched it on.</summary>
public sealed class Reconciler(
    BrokerTransactions transactions, IDbContextFactory<BrokerDbContext> contexts, SessionTokens tokens, CloudAccesses clouds,
    IOptions<ReconcileOptions> options, TimeProvider time)
{
    /// <summary>Looks that one round starts.</summary>
    public const int Batch = 10;

    /// <summary>CloudWatch may keep more, but nothing that old is taken in.</summary>
    private static readonly TimeSpan MaxLookBack = TimeSpan.FromDays(14);

    /// <summary>A replica that starts asks for no look that another has just made.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    /// <summary>What happened while everything was down is looked for at once.</summary>
    public async Task HastenAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var later = await db.Integrations.AsNoTracking()
            .Where(x => x.ReconcileDueAt > now && x.Status != IntegrationStatus.Disconnected).ToListAsync(cancellationToken);
        var ids = later.Where(x => x.Reconcile?.LastLookAt is not { } last || last < now - Recent).Select(x => x.Id).ToList();
        await db.Integrations.Where(x => ids.Contains(x.Id) && x.ReconcileDueAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReconcileDueAt, now), cancellationToken);
    }

    /// <summary>Starts the looks that are due, at most <see cref="Batch"/>; answers how many.</summary>
    public async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var due = await Due(db.Integrations.AsNoTracking(), now).OrderBy(x => x.ReconcileDueAt).Take(Batch)
            .Select(x => x.Id).ToListAsync(cancellationToken);
        var started = 0;
        foreach (var id in due)
        {
            // One commit each: their tenants' audit turns are never held together.
            started += await transactions.RunAsync(work => StartAsync(work, id, now, cancellationToken), cancellationToken);
        }

        return started;
    }

    private static IQueryable<Integration> Due(IQueryable<Integration> all, DateTimeOffset now) =>
        all.Where(x => x.ReconcileDueAt <= now && x.Status != IntegrationStatus.Disconnected);

    private async Task<int> StartAsync(BrokerWork work, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await Due(work.Db.Integrations, now).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } integration)
        {
            return 0;
        }

        integration.ReconcileDueAt = (now + options.Value.Interval).TruncateToMicroseconds();
        integration.Version++;
        if (await work.Db.Leases.AnyAsync(
            x => x.IntegrationId == id && x.Purpose == LeasePurpose.Reconcile && x.ClosedAt == null && x.ExpiresAt > now,
            cancellationToken))
        {
            return 0;
        }

        await work.LendAsync(LeaseOf(integration, now), tokens, cancellationToken);
        return 1;
    }

    private Lease LeaseOf(Integration integration, DateTimeOffset now)
    {
        var cloud = clouds.Of(integration.Provider);
        return new Lease
        {
            Id = Ids.New("lea", time), TenantId = integration.TenantId, Pass = 1, IntegrationId = integration.Id,
            Purpose = LeasePurpose.Reconcile, Collector = cloud.Collector, Target = cloud.WholeOf(integration),
            Window = WindowOf(integration, now), CreatedAt = now,
            ExpiresAt = (now + options.Value.LeaseLifetime).TruncateToMicroseconds(),
        };
    }

    /// <summary>From before the end of the last look, at first from when alarms should have begun to arrive.</summary>
    private InvestigationWindow WindowOf(Integration integration, DateTimeOffset now)
    {
        var first = now - options.Value.FirstLookBack;
        var from = integration.Reconcile?.Until - options.Value.Overlap
            ?? (first > integration.CreatedAt ? first : integration.CreatedAt);
        var (earliest, to) = (now - MaxLookBack, now - options.Value.Grace);
        from = from < earliest ? earliest : from;
        return new InvestigationWindow
        {
            From = (from < to ? from : to).TruncateToMicroseconds(), To = to.TruncateToMicroseconds(), Baselines = [],
        };
    }
}
