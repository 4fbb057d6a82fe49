using CauseFlow.CredentialBroker.Audit;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.CredentialBroker;

/// <summary>
/// Runs work that ends in one commit. Who loses a race for a row (the audit head, a lease) does the work again on fresh
/// rows; one of the racers always wins, so that as many attempts as there are racers are enough.
/// </summary>
public sealed class BrokerTransactions(IServiceScopeFactory scopes)
{
    private const int MaxAttempts = 40;

    /// <summary>Runs, commits, and runs again on a conflict.</summary>
    /// <exception cref="DbUpdateException">The store failed, or every attempt met a conflict.</exception>
    public async Task<T> RunAsync<T>(Func<BrokerWork, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var services = scope.ServiceProvider;
            var db = services.GetRequiredService<BrokerDbContext>();
            try
            {
                var result = await work(new BrokerWork(
                    db, services.GetRequiredService<Outbox<BrokerDbContext>>(), services.GetRequiredService<AuditLog>(),
                    services.GetRequiredService<AuditChain>(),
                    services.GetRequiredService<LeaseDesk>(), services.GetRequiredService<LeaseClosing>(),
                    services.GetRequiredService<TestLeases>()));
                await db.SaveChangesAsync(cancellationToken);
                return result;
            }
            catch (DbUpdateException e) when (attempt < MaxAttempts && IsConflict(e))
            {
                // The next attempt reads what the winner wrote.
            }
        }
    }

    private static bool IsConflict(DbUpdateException e) =>
        e is DbUpdateConcurrencyException || StoreErrors.IsUniqueViolation(e);
}
