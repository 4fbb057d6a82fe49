using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Messaging;

/// <summary>
/// Deletes inbox rows of one service that no delivery can ask for any more, in bounded batches, so that the consumers,
/// which write to the same table, never wait long.
/// </summary>
internal sealed partial class InboxSweep<TContext>(
    IDbContextFactory<TContext> contexts, IOptions<BusOptions> options, TimeProvider time, ILogger<InboxSweep<TContext>> logger)
    : BackgroundService
    where TContext : DbContext
{
    private readonly BusOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(_options.InboxSweepMinutes), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await SweepAsync(stoppingToken) >= _options.InboxSweepBatch)
                {
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(logger, typeof(TContext).Name, exception);
            }
        }
    }

    /// <summary>One batch, the oldest first; answers how many rows it has deleted.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - TimeSpan.FromDays(_options.InboxRetentionDays)).TruncateToMicroseconds();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var old = context.Set<InboxMessage>().Where(row => row.ReceivedAt < before);

        // Neither database deletes with a limit in a portable way: the batch ends at the time of its last row, and rows of
        // that same microsecond go with it.
        var last = await old.OrderBy(row => row.ReceivedAt).Skip(_options.InboxSweepBatch - 1)
            .Select(row => (DateTimeOffset?)row.ReceivedAt).FirstOrDefaultAsync(cancellationToken);
        return await (last is { } end ? old.Where(row => row.ReceivedAt <= end) : old).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "Old inbox rows of {Context} could not be deleted; it will be tried again at the next interval.")]
    private static partial void LogSweepFailed(ILogger logger, string context, Exception exception);
}
