using CauseFlow.CredentialBroker.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Integrations;

/// <summary>
/// Waits a bounded while for the collector's report of a connection test. It looks into the store, since the report may
/// come in at another replica.
/// </summary>
public sealed class TestWaiting(
    IDbContextFactory<BrokerDbContext> contexts, IOptions<LeaseOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>The integration with the report, or as it was when the time was over.</summary>
    public async Task<IntegrationView> ForAsync(string id, IntegrationView before, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var limit = TimeSpan.FromSeconds(options.Value.TestWaitSeconds);
        while (time.GetElapsedTime(start) < limit)
        {
            await Task.Delay(Interval, time, cancellationToken);
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await db.Leases.AnyAsync(x => x.OpenTestOf == id, cancellationToken))
            {
                continue;
            }

            var row = await db.Integrations.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellationToken);
            return row is null ? before : IntegrationView.Of(row, time.GetUtcNow());
        }

        return before;
    }
}
