using CauseFlow.Contracts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// Looks again at principals whose verdict has grown old. It holds nothing back itself: a collector that is down must not keep
/// everybody from investigating, so that only a report that finds too much does.
/// </summary>
public sealed class ExcessReview(BrokerTransactions transactions, IDbContextFactory<BrokerDbContext> contexts, TimeProvider time)
{
    private const string Actor = "credential-broker";

    /// <summary>Tests that one round starts, so that a restart after a long pause does not test everything at once.</summary>
    public const int Batch = 5;

    /// <summary>How long after a test that told nothing the next one is made.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromDays(1);

    /// <summary>Starts the tests that are due, at most <see cref="Batch"/>; answers how many.</summary>
    public async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var due = await Due(db.Integrations.AsNoTracking(), now).OrderBy(x => x.LookAgainAt).Take(Batch)
            .Select(x => x.Id).ToListAsync(cancellationToken);
        var started = 0;
        foreach (var id in due)
        {
            // One commit each: their tenants' audit turns are never held together.
            started += await transactions.RunAsync(work => StartAsync(work, id, now, cancellationToken), cancellationToken);
        }

        return started;
    }

    // On AWS nothing is held for it; what was found or accepted is the admin's to test anew.
    private static IQueryable<Integration> Due(IQueryable<Integration> all, DateTimeOffset now) => all.Where(x =>
        x.LookAgainAt <= now && x.Status != IntegrationStatus.Disconnected && x.Provider != CloudProvider.Aws
        && x.ExcessConfirmedBy == null && x.Excess != ExcessVerdict.Found);

    private static async Task<int> StartAsync(
        BrokerWork work, string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await Due(work.Db.Integrations, now).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } integration)
        {
            return 0;
        }

        integration.LookAgainAt = (now + Pause).TruncateToMicroseconds();
        integration.Version++;
        await work.StartTestAsync(integration, Actor, cancellationToken);
        return 1;
    }
}
