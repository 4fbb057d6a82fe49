using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Retention;

/// <summary>
/// Deletes the evidence of investigations that ended long ago.
/// </summary>
public sealed partial class EvidenceRetention(
    IDbContextFactory<InvestigationsDbContext> contexts, IOptions<InvestigationsOptions> options, TimeProvider time,
    ILogger<EvidenceRetention> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.RetentionIntervalMinutes), time);
        do
        {
            try
            {
                // The next full round follows at once: an old store must not need weeks to shrink.
                while (await SweepAsync(stoppingToken) == options.Value.RetentionBatch)
                {
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; answers how many investigations it has emptied.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var before = now.AddDays(-options.Value.EvidenceRetentionDays);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var old = await db.Investigations.AsNoTracking()
            .Where(row => row.EvidenceDeletedAt == null && row.CompletedAt < before && row.DueAt == null)
            .OrderBy(row => row.CompletedAt).Take(options.Value.RetentionBatch)
            .Select(row => new { row.TenantId, row.Id }).ToListAsync(cancellationToken);
        foreach (var row in old)
        {
            await EvidenceErasure.EmptyAsync(db, row.TenantId, row.Id, now, cancellationToken);
        }

        return old.Count;
    }

    [LoggerMessage(1, LogLevel.Error,
        "Old evidence could not be deleted; it will be tried again at the next interval.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
