using CauseFlow.Ingestion.Sns;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// The one writer of a replica: whatever waits goes into one commit, so that the rate of commits does not bound the
/// rate of deliveries. No timer is needed, because a batch grows while the one before it is written.
/// </summary>
public sealed partial class IntakeWriter(
    IntakeLog log,
    IDbContextFactory<IngestionDbContext> contexts,
    WorkSignal<DecisionWorker> signal,
    WorkSignal<HeldReleaseWorker> release,
    IOptions<IngestionOptions> options,
    ILogger<IntakeWriter> logger) : BackgroundService
{
    private readonly IngestionOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await log.Waiting.WaitToReadAsync(stoppingToken))
            {
                var batch = new List<IntakeItem>();
                while (batch.Count < _options.MaxBatch && log.Waiting.TryRead(out var item))
                {
                    batch.Add(item);
                }

                await WriteAsync(batch, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What still waits is answered below and will be delivered again.
        }
        finally
        {
            log.Close();
        }
    }

    /// <summary>Writes a batch in one commit and completes each item.</summary>
    internal async Task WriteAsync(IReadOnlyList<IntakeItem> batch, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAsync(batch, cancellationToken);
        }
        catch (DbUpdateException exception) when (batch.Count > 1 && StoreErrors.IsUniqueViolation(exception))
        {
            // Another replica stored one of them in between; alone, each finds out for itself.
            foreach (var item in batch)
            {
                await WriteAsync([item], cancellationToken);
            }
        }
        catch (DbUpdateException exception) when (StoreErrors.IsUniqueViolation(exception))
        {
            batch[0].Completion.TrySetResult(IntakeOutcome.Duplicate);
        }
        catch (Exception exception)
        {
            CommitFailed(logger, exception, batch.Count);
            Complete(batch, IntakeOutcome.Unavailable);
        }

        signal.Set();
    }

    private async Task CommitAsync(IReadOnlyList<IntakeItem> batch, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rest = batch;
        if (db.Database.IsNpgsql())
        {
            rest = [.. batch.Where(item => !PostgreSqlIntake.IsPlain(item))];
            await InsertAsync(db, [.. batch.Where(PostgreSqlIntake.IsPlain)], cancellationToken);
        }

        if (rest.Count > 0)
        {
            await AddAsync(db, rest, cancellationToken);
        }
    }

    private static async Task InsertAsync(IngestionDbContext db, IReadOnlyList<IntakeItem> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var stored = await PostgreSqlIntake.InsertAsync(db, [.. batch.Select(item => item.Delivery)], cancellationToken);
        foreach (var item in batch)
        {
            item.Completion.TrySetResult(stored.Contains(item.Delivery.Id) ? IntakeOutcome.Stored : IntakeOutcome.Duplicate);
        }
    }

    private async Task AddAsync(IngestionDbContext db, IReadOnlyList<IntakeItem> batch, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(db, batch, cancellationToken);
        var held = new Dictionary<(string, string, HeldKind), int>();
        var stored = new List<IntakeItem>(batch.Count);
        foreach (var item in batch)
        {
            if (item.Delivery.TopicArn is not null && !known.Add(Key(item.Delivery)))
            {
                item.Completion.TrySetResult(IntakeOutcome.Duplicate);
            }
            else if (item.Delivery.Verdict == DeliveryVerdict.Held
                && !await MayHoldAsync(db, held, item.Delivery, cancellationToken))
            {
                item.Completion.TrySetResult(IntakeOutcome.HeldFull);
            }
            else
            {
                stored.Add(item);
                db.Deliveries.Add(item.Delivery);
                if (item.Confirmation is not null)
                {
                    db.Confirmations.Add(item.Confirmation);
                }
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        Complete(stored, IntakeOutcome.Stored);
        if (stored.Exists(item => item.Delivery.Verdict == DeliveryVerdict.Held))
        {
            // Its topic or account may have been accepted while it was on its way in.
            release.Set();
        }
    }

    private static async Task<HashSet<(string, string?, string?)>> KnownAsync(
        IngestionDbContext db, IReadOnlyList<IntakeItem> batch, CancellationToken cancellationToken)
    {
        var ids = batch.Where(item => item.Delivery.TopicArn is not null).Select(item => item.Delivery.MessageId)
            .Distinct().ToList();
        var rows = await db.Deliveries.Where(row => ids.Contains(row.MessageId))
            .Select(row => new { row.TenantId, row.TopicArn, row.MessageId }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.TenantId, row.TopicArn, row.MessageId))];
    }

    private async Task<bool> MayHoldAsync(
        IngestionDbContext db, Dictionary<(string, string, HeldKind), int> held, Delivery delivery,
        CancellationToken token)
    {
        // Each kind is counted apart: messages of a foreign topic must keep neither a subscription from being approved
        // nor an alarm of an accepted topic from waiting for its account.
        var kind = KindOf(delivery);
        var route = (delivery.TenantId, delivery.Provider, kind);
        if (!held.TryGetValue(route, out var count))
        {
            var rows = db.Deliveries.Where(row => row.TenantId == delivery.TenantId
                && row.Verdict == DeliveryVerdict.Held && row.Provider == delivery.Provider);
            const string confirmation = nameof(SnsMessageType.SubscriptionConfirmation);
            count = await (kind switch
            {
                HeldKind.Account => rows.Where(row => row.AwaitedAccount != null),
                HeldKind.Confirmation => rows.Where(row => row.MessageType == confirmation),
                _ => rows.Where(row => row.AwaitedAccount == null && row.MessageType != confirmation),
            }).CountAsync(token);
        }

        held[route] = count + 1;
        return count < _options.MaxHeldPerRoute;
    }

    private static HeldKind KindOf(Delivery delivery) =>
        delivery.AwaitedAccount is not null ? HeldKind.Account
        : delivery.MessageType == nameof(SnsMessageType.SubscriptionConfirmation) ? HeldKind.Confirmation
        : HeldKind.Topic;

    private static (string, string?, string?) Key(Delivery delivery) =>
        (delivery.TenantId, delivery.TopicArn, delivery.MessageId);

    private static void Complete(IEnumerable<IntakeItem> items, IntakeOutcome outcome)
    {
        foreach (var item in items)
        {
            item.Completion.TrySetResult(outcome);
        }
    }

    private enum HeldKind
    {
        Topic,
        Confirmation,
        Account,
    }

    [LoggerMessage(LogLevel.Error, "{Count} deliveries could not be stored; their senders are told to try again.")]
    private static partial void CommitFailed(ILogger logger, Exception exception, int count);
}
