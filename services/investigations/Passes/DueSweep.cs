using CauseFlow.Investigations.Incidents;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Passes;

/// <summary>
/// Does what is due in investigations: deadlines, late evidence, follow-ups. The due times are rows, not timers.
/// </summary>
public sealed partial class DueSweep(
    IServiceScopeFactory scopes, IOptions<InvestigationsOptions> options, TimeProvider time,
    ILogger<DueSweep> logger) : BackgroundService
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

    /// <summary>
    /// One look at what is due; each investigation in its own scope, so that one that fails keeps no other back.
    /// </summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        List<(string TenantId, string Id)> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>();
            var rows = await db.Investigations.AsNoTracking().Where(row => row.DueAt != null && row.DueAt <= now)
                .OrderBy(row => row.DueAt).Take(options.Value.SweepBatch).Select(row => new { row.TenantId, row.Id })
                .ToListAsync(cancellationToken);
            due = rows.ConvertAll(row => (row.TenantId, row.Id));
        }

        foreach (var (tenantId, id) in due)
        {
            await ActAsync(tenantId, id, cancellationToken);
        }
    }

    private async Task ActAsync(string tenantId, string investigationId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var desk = scope.ServiceProvider.GetRequiredService<InvestigationDesk>();
        var outbox = scope.ServiceProvider.GetRequiredService<Outbox<InvestigationsDbContext>>();
        try
        {
            var key = await scope.ServiceProvider.GetRequiredService<IncidentTurns>()
                .OfAsync(tenantId, investigationId, cancellationToken);
            await using var shared = await StoreTurn.TakeAsync(
                scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>(), key, cancellationToken);
            var outcome = await desk.ActAsync(tenantId, investigationId, cancellationToken);
            if (outcome.Completed is { } completed)
            {
                outbox.Add(completed);
            }

            if (outcome.Requested is { } requested)
            {
                outbox.Add(requested);
            }

            // What a person's context leads to is a person's start like any other.
            using var turn = outcome.IncidentToRestart is null
                ? null
                : await scope.ServiceProvider.GetRequiredService<StartLimit>().TakeAsync(tenantId, cancellationToken);
            if (outcome.IncidentToRestart is { } incidentId
                && await scope.ServiceProvider.GetRequiredService<ContextDesk>().StartWaitingAsync(
                    tenantId, incidentId, turn is not null, cancellationToken) is { Request: { } again })
            {
                outbox.Add(again);
            }

            await scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>()
                .SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            // Another replica or a message was faster; the next sweep looks again.
            LogMoved(logger, investigationId, exception.GetType().Name);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, investigationId, exception);
            await PostponeAsync(tenantId, investigationId, cancellationToken);
        }
    }

    /// <summary>What fails now waits behind the others, or the oldest rows would keep every later one back.</summary>
    private async Task PostponeAsync(string tenantId, string investigationId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var until = (time.GetUtcNow() + Postponement).TruncateToMicroseconds();
        await scope.ServiceProvider.GetRequiredService<InvestigationsDbContext>().Investigations
            .Where(row => row.TenantId == tenantId && row.Id == investigationId && row.DueAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, until), cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "What is due could not be looked at; it will be at the next interval.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "{InvestigationId} moved on while its due time was handled ({Error}).")]
    private static partial void LogMoved(ILogger logger, string investigationId, string error);

    [LoggerMessage(3, LogLevel.Error, "What is due of {InvestigationId} failed; it is tried again in a minute.")]
    private static partial void LogFailed(ILogger logger, string investigationId, Exception exception);
}
