using CauseFlow.Contracts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Retention;

/// <summary>
/// Deletes the evidence of investigations that ended long ago: parts, facts and the cases of their verdicts. The
/// incident, its timeline and what the verdicts say stay.
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
            // Each statement by itself, the mark last: a crash in between repeats the round, which deletes the rest.
            await db.Parts.Where(part => part.TenantId == row.TenantId && part.InvestigationId == row.Id)
                .ExecuteDeleteAsync(cancellationToken);
            await db.Evidence.Where(fact => fact.TenantId == row.TenantId && fact.InvestigationId == row.Id)
                .ExecuteDeleteAsync(cancellationToken);
            await db.Verdicts.Where(verdict => verdict.TenantId == row.TenantId && verdict.InvestigationId == row.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(verdict => verdict.Case, (CaseFile?)null),
                    cancellationToken);
            await db.Investigations.Where(
                investigation => investigation.TenantId == row.TenantId && investigation.Id == row.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(investigation => investigation.EvidenceDeletedAt, now),
                    cancellationToken);
        }

        return old.Count;
    }

    [LoggerMessage(1, LogLevel.Error,
        "Old evidence could not be deleted; it will be tried again at the next interval.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);
}
