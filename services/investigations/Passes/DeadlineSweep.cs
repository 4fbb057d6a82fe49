using CauseFlow.Messaging;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>Ends passes whose deadline has passed, whatever is missing.</summary>
public sealed partial class DeadlineSweep(
    IServiceScopeFactory scopes, IOptions<InvestigationsOptions> options, TimeProvider time, ILogger<DeadlineSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Postponement = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.SweepIntervalMilliseconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(logger, exception);
            }
        }
    }

    /// <summary>One look at the deadlines; each pass in its own scope, so that one that fails keeps no other back.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        List<(string TenantId, string Id)> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>();
            var rows = await db.Investigations.AsNoTracking().Where(row => row.DeadlineAt != null && row.DeadlineAt <= now)
                .OrderBy(row => row.DeadlineAt).Take(options.Value.SweepBatch).Select(row => new { row.TenantId, row.Id }).ToListAsync(cancellationToken);
            due = rows.ConvertAll(row => (row.TenantId, row.Id));
        }

        foreach (var (tenantId, id) in due)
        {
            await EndAsync(tenantId, id, cancellationToken);
        }
    }

    private async Task EndAsync(string tenantId, string investigationId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<InvestigationDesk>();
        var db = scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>();
        try
        {
            if (await desk.EndAtDeadlineAsync(tenantId, investigationId, cancellationToken) is { } completed)
            {
                scope.ServiceProvider.GetRequiredService<Outbox<InvestigationsDbContext>>().Add(completed);
                await db.SaveChangesAsync(cancellationToken);
            }
        }
        catch (DbUpdateException exception)
        {
            // Another replica or a message was faster; the next sweep looks again.
            LogPassMoved(logger, investigationId, exception.GetType().Name);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogPassFailed(logger, investigationId, exception);
            await PostponeAsync(tenantId, investigationId, cancellationToken);
        }
    }

    /// <summary>What cannot be ended now waits behind the others, or the oldest rows would keep every later one back.</summary>
    private async Task PostponeAsync(string tenantId, string investigationId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var until = (time.GetUtcNow() + Postponement).TruncateToMicroseconds();
        await scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>().Investigations
            .Where(row => row.TenantId == tenantId && row.Id == investigationId && row.DeadlineAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DeadlineAt, until), cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "The deadlines could not be looked at; they will be at the next interval.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "The pass of {InvestigationId} moved on while its deadline was handled ({Error}).")]
    private static partial void LogPassMoved(ILogger logger, string investigationId, string error);

    [LoggerMessage(3, LogLevel.Error, "The pass of {InvestigationId} could not be ended; it is tried again in a minute.")]
    private static partial void LogPassFailed(ILogger logger, string investigationId, Exception exception);
}
