using CauseFlow.CredentialBroker.Budgets;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Aws;
using CauseFlow.CredentialBroker.Queues;
using CauseFlow.CredentialBroker.Reconciling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Closes leases whose time is over, so that collectors stop and the history says when.</summary>
public sealed partial class LeaseSweep(
    BrokerTransactions transactions, QuotaDesk quotas, ExternalIds externalIds, CredentialDesk credentials,
    ExcessReview review, Reconciler reconciler, QueueLending queues,
    IOptions<LeaseOptions> options, TimeProvider time, ILogger<LeaseSweep> logger) : BackgroundService
{
    private const int Batch = 100;
    private const int DeleteBatch = 500;
    private bool _hasHastened;

    /// <summary>Closes all that have expired; answers how many.</summary>
    public async Task<int> CloseExpiredAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        int closed;
        do
        {
            closed = await transactions.RunAsync(async work =>
            {
                var messages = await work.Closing.CloseExpiredAsync(Batch, cancellationToken);
                foreach (var message in messages)
                {
                    work.Outbox.Add(message);
                }

                return messages.Count;
            }, cancellationToken);
            total += closed;
        }
        while (closed == Batch);
        return total;
    }

    /// <summary>Deletes what is older than the retention; answers how many rows.</summary>
    public Task<int> DeleteOldAsync(CancellationToken cancellationToken) => transactions.RunAsync(async work =>
    {
        var before = time.GetUtcNow().AddDays(-options.Value.RetentionDays);
        var old = work.Db.Leases.Where(x => x.ClosedAt < before).OrderBy(x => x.ClosedAt).Take(DeleteBatch).Select(x => x.Id);
        var ids = await old.ToListAsync(cancellationToken);
        var deleted = await work.Db.Runs.Where(x => ids.Contains(x.LeaseId)).ExecuteDeleteAsync(cancellationToken);
        deleted += await work.Db.Leases.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
        deleted += await quotas.DeleteOldAsync(work.Db, cancellationToken);
        await externalIds.EraseExpiredAsync(work, DeleteBatch, cancellationToken);
        return deleted + await work.Db.Passes.Where(x => x.EndedAt < before).ExecuteDeleteAsync(cancellationToken);
    }, cancellationToken);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.SweepIntervalSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CloseExpiredAsync(stoppingToken);
                await DeleteOldAsync(stoppingToken);
                await credentials.RemoveUnusedAsync(stoppingToken);
                await review.StartDueAsync(stoppingToken);
                await HastenAsync(stoppingToken);
                await reconciler.StartDueAsync(stoppingToken);
                await queues.StartDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailure(e);
            }
        }
    }

    private async Task HastenAsync(CancellationToken cancellationToken)
    {
        if (!_hasHastened)
        {
            await reconciler.HastenAsync(cancellationToken);
            _hasHastened = true;
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "Expired leases could not be closed; it is tried again")]
    private partial void LogFailure(Exception exception);
}
