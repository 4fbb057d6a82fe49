using CauseFlow.Contracts;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>
/// Turns what happened into one delivery for each channel that tells it, in one commit that also removes the event: of two replicas
/// that plan the same event, one commits.
/// </summary>
public sealed partial class NotificationPlanner(
    InvestigationsDbContext db, ContentWriter writer, IOptions<NotificationOptions> options, TimeProvider time,
    ILogger<NotificationPlanner> logger)
{
    private const int Batch = 50;
    private const int MaxAttempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>True when there may be more.</summary>
    public async Task<bool> PlanAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMicroseconds();
        var due = await db.NotificationEvents.Where(row => row.PlanAt <= now).OrderBy(row => row.Seq).Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var happened in due)
        {
            await PlanAsync(happened, now, cancellationToken);
        }

        return due.Count == Batch;
    }

    private async Task PlanAsync(NotificationEventRow happened, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            db.NotificationEvents.Remove(happened);
            await AddDeliveriesAsync(happened, now, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception)
            when (exception is DbUpdateConcurrencyException || StoreErrors.IsUniqueViolation(exception))
        {
            // Another replica has planned it.
            db.ChangeTracker.Clear();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One that cannot be planned holds up no other, and is not tried for ever.
            db.ChangeTracker.Clear();
            LogFailed(logger, happened.Id, exception);
            var rows = db.NotificationEvents.Where(row => row.Seq == happened.Seq);
            await (happened.Attempts + 1 >= MaxAttempts
                ? rows.ExecuteDeleteAsync(cancellationToken)
                : rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.PlanAt, now + Pause)
                    .SetProperty(row => row.Attempts, row => row.Attempts + 1), cancellationToken));
        }
    }

    private async Task AddDeliveriesAsync(
        NotificationEventRow happened, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var channels = await db.NotificationChannels.AsNoTracking()
            .Where(row => row.TenantId == happened.TenantId && row.Enabled).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        channels.RemoveAll(channel => !channel.Events.Contains(happened.Event));
        if (channels.Count == 0 || await writer.WriteAsync(happened, cancellationToken) is not { } content)
        {
            return;
        }

        foreach (var channel in channels.Where(channel => content.Severity <= channel.MinimumSeverity))
        {
            db.NotificationDeliveries.Add(new NotificationDeliveryRow
            {
                Id = Ids.New("ntf", time),
                TenantId = happened.TenantId,
                EventId = happened.Id,
                ChannelId = channel.Id,
                ChannelName = channel.Name,
                Kind = channel.Kind,
                Event = happened.Event,
                IncidentId = happened.IncidentId,
                State = DeliveryState.Pending,
                CreatedAt = now,
                NextAttemptAt = now,
                GiveUpAt = now.AddHours(options.Value.MaxHours),
                Content = content,
            });
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Notification event {EventId} could not be planned; it is tried again in a minute.")]
    private static partial void LogFailed(ILogger logger, string eventId, Exception exception);
}
