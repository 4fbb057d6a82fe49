using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Messaging;

/// <summary>
/// Looks now and then at how much one service's outbox holds. Apart from the dispatcher, which waits for the bus: what piles
/// up while the bus is away is just what is to be seen.
/// </summary>
internal sealed partial class OutboxWatch<TContext>(
    string service, IDbContextFactory<TContext> contexts, MessagingMetrics metrics, TimeProvider time,
    ILogger<OutboxWatch<TContext>> logger) : BackgroundService
    where TContext : DbContext
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogLookFailed(logger, service, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var due = context.Set<OutboxMessage>().AsNoTracking().Where(row => row.DueAt <= now);
        var waiting = await due.LongCountAsync(cancellationToken);
        var oldest = await due.MinAsync(row => (DateTimeOffset?)row.DueAt, cancellationToken);
        metrics.Outbox(service, waiting, oldest is { } since ? now - since : TimeSpan.Zero);
    }

    [LoggerMessage(1, LogLevel.Warning, "The outbox of {Service} could not be looked at; the next look follows.")]
    private static partial void LogLookFailed(ILogger logger, string service, Exception exception);
}
