using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>Deletes notifications that ended long ago, in bounded batches.</summary>
public sealed partial class NotificationRetention(
    IDbContextFactory<InvestigationsDbContext> contexts, IOptions<NotificationOptions> options, TimeProvider time,
    ILogger<NotificationRetention> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                while (await SweepAsync(stoppingToken) == Batch)
                {
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One batch; answers how many went.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().TruncateToMicroseconds().AddDays(-options.Value.RetentionDays);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.NotificationDeliveries.Where(row => row.EndedAt < before).Take(Batch).ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "Old notifications could not be deleted; it is tried again at the next interval.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
