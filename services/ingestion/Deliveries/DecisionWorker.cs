using System.Data.Common;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// Takes undecided rows of the intake log, in their order, whoever wrote them: after a commit of this replica, each
/// second for the others', and at start for what a crash left behind.
/// </summary>
public sealed partial class DecisionWorker(
    IServiceScopeFactory scopes,
    IntakeLog log,
    WorkSignal<DecisionWorker> signal,
    DecisionBoard board,
    IngestionMetrics metrics,
    IOptions<IngestionOptions> options,
    TimeProvider time,
    ILogger<DecisionWorker> logger) : BackgroundService
{
    private const int MaxRows = 100;
    private const int MaxConflicts = 10;

    /// <summary>What one tenant's rows may take of a round.</summary>
    private static readonly TimeSpan MaxShare = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How long a round gives way to a crowd of senders: with rounds of 0.2 s a tenant, deciding keeps a third of the time, and who
    /// waits for a decision about a custom alert still gets it in time.
    /// </summary>
    private static readonly TimeSpan MaxYield = TimeSpan.FromMilliseconds(500);

    /// <summary>With the growing pauses about a quarter of an hour of attempts.</summary>
    private const int MaxAttempts = 20;
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                await log.LetSendersPassAsync(MaxYield, stoppingToken);
                more = await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                RoundFailed(logger, exception);
            }

            if (!more)
            {
                await signal.WaitAsync(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One round. True when rows are left that can be decided now.</summary>
    internal async Task<bool> RunOnceAsync(CancellationToken token)
    {
        List<TenantShare> shares;
        await using (var scope = scopes.CreateAsyncScope())
        {
            shares = await scope.ServiceProvider.GetRequiredService<DecisionQueue>().TakeAsync(MaxRows, token);
        }

        foreach (var share in shares)
        {
            await DecideAsync(share, token);
        }

        return shares.Exists(share => share.Rows.Count > 0);
    }

    /// <summary>
    /// A share ends with its rows or with its time: the rows of one tenant may be slow to decide, and the others wait
    /// behind them.
    /// </summary>
    internal async Task DecideAsync(TenantShare share, CancellationToken token)
    {
        var started = time.GetTimestamp();
        var done = 0;
        try
        {
            while (done < share.Rows.Count && (done == 0 || time.GetElapsedTime(started) < MaxShare))
            {
                await DecideAsync(share.Rows[done], token);
                done++;
            }
        }
        finally
        {
            // Also when the host stops: another replica need not wait for the claim to run out.
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DecisionQueue>()
                .ReleaseAsync(share, [.. share.Rows.Skip(done)], CancellationToken.None);
        }
    }

    private async Task DecideAsync(long seq, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            try
            {
                if (await scope.ServiceProvider.GetRequiredService<DeliveryDecider>().DecideAsync(seq, token) is { } id)
                {
                    board.Decided(id);
                }

                return;
            }
            catch (DbUpdateException exception) when (attempt < MaxConflicts
                && (exception is DbUpdateConcurrencyException || StoreErrors.IsUniqueViolation(exception)
                    || exception.InnerException is DbException { IsTransient: true }))
            {
                // Another replica changed the same group, or both waited for each other: decide again on what is there
                // now.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                DecisionFailed(logger, exception, seq);
                await PostponeAsync(seq, token);
                return;
            }
        }
    }

    /// <summary>A row that cannot be decided must not hold up those behind it, and is not tried for ever.</summary>
    private async Task PostponeAsync(long seq, CancellationToken token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IngestionDbContext>();
        var attempts = await db.Deliveries.Where(row => row.Seq == seq).Select(row => row.Attempts).SingleAsync(token) + 1;
        if (attempts >= MaxAttempts)
        {
            GivenUp(logger, seq, attempts);
            metrics.Delivered("undecidable");
            await db.Deliveries.Where(row => row.Seq == seq && row.DecideAt != null).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.DecideAt, (DateTimeOffset?)null)
                    .SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null)
                    .SetProperty(row => row.Attempts, attempts)
                    .SetProperty(row => row.Verdict, DeliveryVerdict.Ignored)
                    .SetProperty(row => row.Reason, "undecidable")
                    .SetProperty(row => row.Remedy, "Look at ingestion's log for this delivery and report it."),
                token);
            return;
        }

        var wait = TimeSpan.FromSeconds(Math.Min(MaxBackOff.TotalSeconds, Math.Pow(2, Math.Min(attempts, 10))));
        var next = time.GetUtcNow().TruncateToMicroseconds() + wait;
        await db.Deliveries.Where(row => row.Seq == seq && row.DecideAt != null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.DecideAt, next).SetProperty(row => row.Attempts, attempts)
                .SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null),
            token);
    }

    [LoggerMessage(LogLevel.Error, "A round of decisions failed; the next one follows.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "Intake row {Seq} could not be decided; it is tried again later.")]
    private static partial void DecisionFailed(ILogger logger, Exception exception, long seq);

    [LoggerMessage(LogLevel.Critical, "Intake row {Seq} could not be decided in {Attempts} attempts and is given up.")]
    private static partial void GivenUp(ILogger logger, long seq, int attempts);
}
