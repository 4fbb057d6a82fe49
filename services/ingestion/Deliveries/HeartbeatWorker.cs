using CauseFlow.Ingestion.Senders;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>Looks for webhooks that used to send and fell silent: a deleted subscription rejects nothing, it just ends.</summary>
public sealed partial class HeartbeatWorker(
    IDbContextFactory<IngestionDbContext> contexts, SenderBeats beats, IngestionMetrics metrics, IOptions<IngestionOptions> options,
    TimeProvider time, ILogger<HeartbeatWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Who has not sent for this long has been given up, by its people or by an alert before.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(7);

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
                LookFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One look; the metrics show it until the next.</summary>
    internal async Task LookAsync(CancellationToken token)
    {
        await beats.FlushAsync(token);
        await using var db = await contexts.CreateDbContextAsync(token);
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var since = now - LookBack;
        var last = await db.Deliveries.AsNoTracking()
            .Where(row => row.ReceivedAt >= since && row.Verdict != DeliveryVerdict.Rejected)
            .GroupBy(row => new { row.TenantId, row.Provider })
            .Select(rows => new { rows.Key.Provider, At = rows.Max(row => row.ReceivedAt) })
            .ToListAsync(token);
        var held = await db.Deliveries.AsNoTracking().Where(row => row.Verdict == DeliveryVerdict.Held)
            .GroupBy(row => row.Provider).Select(rows => new { rows.Key, Count = rows.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, token);
        var silentBefore = now - TimeSpan.FromHours(options.Value.SilentAfterHours);
        var overdueBefore = now - TimeSpan.FromHours(options.Value.CanaryOverdueHours);
        metrics.Canaries(await db.CanaryProofs.CountAsync(
            row => row.ReceivedAt >= since && row.ReceivedAt < overdueBefore, token));
        foreach (var kind in WebhookKind.All)
        {
            var times = last.Where(row => row.Provider == kind.Provider).Select(row => row.At).ToList();
            metrics.Heartbeat(
                kind.Provider, times.Count == 0 ? TimeSpan.Zero : now - times.Min(), times.Count(at => at < silentBefore),
                held.GetValueOrDefault(kind.Provider));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Silent webhooks could not be looked for; the next look follows.")]
    private static partial void LookFailed(ILogger logger, Exception exception);
}
