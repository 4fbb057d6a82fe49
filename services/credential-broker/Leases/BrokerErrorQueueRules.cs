using CauseFlow.Contracts;
using CauseFlow.Messaging.ErrorQueues;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>
/// The broker also answers for the collectors' error queues: it alone may grant, so that a grant which a collector gave up
/// is granted anew, to the same lease, where that is still open.
/// </summary>
public sealed class BrokerErrorQueueRules(
    BrokerTransactions transactions, IDbContextFactory<BrokerDbContext> contexts, SessionTokens tokens,
    IOptions<LeaseOptions> options, TimeProvider time) : IErrorQueueRules
{
    /// <inheritdoc />
    public async Task<bool> TryRecordAsync(
        CallerIdentity caller, string action, string queue, IReadOnlyDictionary<string, string> details,
        CancellationToken cancellationToken)
    {
        try
        {
            // One commit each: the turns of two tenants are never held together.
            foreach (var entry in ErrorQueueRecords.Of(caller, action, queue, details))
            {
                await transactions.RunAsync(
                    async work => await work.Audit.AppendAsync(entry, cancellationToken), cancellationToken);
            }

            return true;
        }
        catch (DbUpdateException)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public async Task<RedriveVerdict> JudgeAsync(DeadMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var verdict = TrailedErrorQueueRules.Judge(message, time.GetUtcNow(), options.Value.LeaseLifetime);
        return verdict.Code is null && message.Contract is ISessionGranted grant
            && await OpenLeaseAsync(grant, cancellationToken) is null
            ? RedriveVerdict.LeaseClosed
            : verdict;
    }

    /// <inheritdoc />
    public async Task<bool> TryReplaceAsync(DeadMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Contract is not ISessionGranted grant)
        {
            return false;
        }

        if (await OpenLeaseAsync(grant, cancellationToken) is { } lease)
        {
            await transactions.RunAsync(work =>
            {
                work.Outbox.AddGrant(tokens.GrantOf(lease));
                return Task.FromResult(true);
            }, cancellationToken);
        }

        return true;
    }

    private async Task<Lease?> OpenLeaseAsync(ISessionGranted grant, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lease = await db.Leases.AsNoTracking().FirstOrDefaultAsync(
            x => x.Id == grant.LeaseId && x.TenantId == grant.TenantId, cancellationToken);
        return lease?.IsOpen(time.GetUtcNow()) == true ? lease : null;
    }
}
