using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// Deletes what has been kept long enough, in bounded batches: held messages give their route's room back, the delivery
/// log ends after a month, and transitions that can no longer matter to any incident go.
/// </summary>
public sealed partial class RetentionWorker(
    IServiceScopeFactory scopes, IOptions<IngestionOptions> options, TimeProvider time, ILogger<RetentionWorker> logger)
    : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>
    /// CloudWatch tells nothing older than its history; an unattached transition of then is of no use.
    /// </summary>
    private static readonly TimeSpan UnattachedAge = TimeSpan.FromDays(14);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                while (await SweepAsync(stoppingToken))
                {
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                SweepFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One batch of each kind. True when there may be more.</summary>
    internal async Task<bool> SweepAsync(CancellationToken token)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IngestionDbContext>();
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var heldSince = now - TimeSpan.FromDays(options.Value.HeldRetentionDays);
        var deliveredSince = now - TimeSpan.FromDays(options.Value.DeliveryRetentionDays);
        var firedSince = now - TimeSpan.FromDays(options.Value.FiringRetentionDays);
        var unattachedSince = now - UnattachedAge;
        var dayAgo = now - TimeSpan.FromDays(1);
        int[] counts =
        [
            await ExpireHeldAsync(db, heldSince, token),
            await db.Confirmations
                .Where(row => row.Status == ConfirmationStatus.Waiting && row.ReceivedAt < heldSince)
                .Take(Batch).ExecuteDeleteAsync(token),
            await db.Deliveries.Where(row => row.ReceivedAt < deliveredSince && row.DecideAt == null)
                .Take(Batch).ExecuteDeleteAsync(token),
            await db.Firings.Where(row => row.IncidentId == null && row.StateChangedAt < unattachedSince)
                .Take(Batch).ExecuteDeleteAsync(token),
            await db.Firings.Where(row => row.StateChangedAt < firedSince
                    && db.Groups.Any(group => group.IncidentId == row.IncidentId && group.OpenKey == null))
                .Take(Batch).ExecuteDeleteAsync(token),
            await db.CompositeLinks.Where(row => row.SeenAt < firedSince).Take(Batch).ExecuteDeleteAsync(token),
            await db.IncidentKeys.Where(row => row.UsedAt < dayAgo).Take(Batch).ExecuteDeleteAsync(token),
            await db.StartSlots.Where(row => row.Minute < dayAgo).Take(Batch).ExecuteDeleteAsync(token),
        ];
        return counts.Any(count => count == Batch);
    }

    /// <summary>The row stays in the log, without its body; the route has room again.</summary>
    private static Task<int> ExpireHeldAsync(IngestionDbContext db, DateTimeOffset since, CancellationToken token) =>
        db.Deliveries.Where(row => row.Verdict == DeliveryVerdict.Held && row.ReceivedAt < since).Take(Batch)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Verdict, DeliveryVerdict.Ignored)
                    .SetProperty(row => row.Reason, "held_too_long")
                    .SetProperty(row => row.Body, (string?)null)
                    .SetProperty(row => row.AwaitedAccount, (string?)null)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                token);

    [LoggerMessage(LogLevel.Error, "Old rows could not be deleted; the next sweep tries again.")]
    private static partial void SweepFailed(ILogger logger, Exception exception);
}
