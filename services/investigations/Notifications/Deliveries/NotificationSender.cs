using CauseFlow.Investigations.Notifications.Channels;
using CauseFlow.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Investigations.Notifications.Deliveries;

/// <summary>
/// Plans and sends what is due, and is the only one who tries again. A process that dies after the receiver has taken a message and
/// before that is written sends it once more: at least once, with an id by which receivers can tell.
/// </summary>
public sealed partial class NotificationSender(
    IServiceScopeFactory scopes, IDbContextFactory<InvestigationsDbContext> contexts, NotificationQueue queue,
    InvestigationsMetrics metrics, IOptions<NotificationOptions> options, TimeProvider time, ILogger<NotificationSender> logger)
    : BackgroundService
{
    private readonly List<(NotificationDeliveryRow Row, Task Sending)> _inFlight = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), time);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        try
        {
            while (true)
            {
                if (await TryRefillAsync(stoppingToken))
                {
                    continue;
                }

                await Task.WhenAny([tick, .. _inFlight.Select(one => one.Sending)]);
                if (tick.IsCompleted)
                {
                    await tick;
                    tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                }
            }
        }
        finally
        {
            // What has been sent is marked before the host is gone.
            await Task.WhenAll(_inFlight.Select(one => one.Sending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Plans and sends until nothing is due and nothing is on its way.</summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (await RefillAsync(cancellationToken) || _inFlight.Count > 0)
        {
            if (_inFlight.Count > 0)
            {
                await Task.WhenAny(_inFlight.Select(one => one.Sending));
            }
        }
    }

    private async Task<bool> TryRefillAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await RefillAsync(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogRoundFailed(logger, exception);
            return false;
        }
    }

    /// <summary>Plans, and fills the slots that are free; the slow ones hold up nobody but themselves.</summary>
    /// <returns>True when there may be more to plan.</returns>
    private async Task<bool> RefillAsync(CancellationToken cancellationToken)
    {
        await ReapAsync();
        await using var scope = scopes.CreateAsyncScope();
        var isMoreToPlan = await scope.ServiceProvider.GetRequiredService<NotificationPlanner>().PlanAsync(cancellationToken);
        var free = options.Value.Batch - _inFlight.Count;
        if (free > 0)
        {
            var claimed = await queue.ClaimAsync(free, _inFlight.ConvertAll(one => one.Row), cancellationToken);
            _inFlight.AddRange(claimed.Select(row => (row, SendAsync(row, cancellationToken))));
        }

        return isMoreToPlan;
    }

    private async Task ReapAsync()
    {
        var ended = _inFlight.FindAll(one => one.Sending.IsCompleted);
        _inFlight.RemoveAll(ended.Contains);
        await Task.WhenAll(ended.Select(one => one.Sending));
    }

    private async Task SendAsync(NotificationDeliveryRow row, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            NotificationChannelRow? channel;
            await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
            {
                channel = await NotificationAttempt.ChannelOfAsync(db, row, cancellationToken);
            }

            if (channel is null || row.Content is null)
            {
                await EndAsync(row, DeliveryState.Dropped, new SendOutcome(null, "channel_removed", IsFinal: true), null);
                return;
            }

            var outcome = await scope.ServiceProvider.GetRequiredService<NotificationAttempt>()
                .MakeAsync(row, channel, row.Content, cancellationToken);
            await EndAsync(row, outcome);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogAttemptFailed(logger, row.Id, exception.GetType().Name);
            await EndWhenOverdueAsync(row);
        }
    }

    /// <summary>After a fault of our own the claim runs out and the row is taken again, but not for ever.</summary>
    private async Task EndWhenOverdueAsync(NotificationDeliveryRow row)
    {
        if (time.GetUtcNow() < row.GiveUpAt)
        {
            return;
        }

        try
        {
            await EndAsync(row, DeliveryState.Failed, new SendOutcome(null, "internal_error", IsFinal: true), null);
        }
        catch (Exception exception)
        {
            // The store itself is out of reach: the row is looked at again when its claim has run out.
            LogAttemptFailed(logger, row.Id, exception.GetType().Name);
        }
    }

    private Task EndAsync(NotificationDeliveryRow row, SendOutcome outcome)
    {
        if (outcome.IsTaken)
        {
            return EndAsync(row, DeliveryState.Sent, outcome, null);
        }

        var pause = RetryPause.After(
            row.Attempts, TimeSpan.FromSeconds(options.Value.FirstPauseSeconds), outcome.RetryAfter, Random.Shared.NextDouble());
        var next = (time.GetUtcNow() + pause).TruncateToMicroseconds();
        return outcome.IsFinal || next > row.GiveUpAt
            ? EndAsync(row, DeliveryState.Failed, outcome, null)
            : EndAsync(row, DeliveryState.Pending, outcome, next);
    }

    /// <summary>Also while the host stops: what was sent must not be sent again for want of a mark.</summary>
    private async Task EndAsync(NotificationDeliveryRow row, DeliveryState state, SendOutcome outcome, DateTimeOffset? next)
    {
        metrics.Notified(row.Kind, state);
        if (state == DeliveryState.Failed)
        {
            LogGivenUp(logger, row.Id, row.Kind, outcome.Error, outcome.Status, row.Attempts);
        }

        await queue.EndAttemptAsync(row, state, outcome.Status, outcome.Error, next, CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Error, "Notifications could not be planned or claimed; the next try follows.")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "An attempt at notification {DeliveryId} failed on our side ({Error}); it is made again.")]
    private static partial void LogAttemptFailed(ILogger logger, string deliveryId, string error);

    [LoggerMessage(3, LogLevel.Warning,
        "Notification {DeliveryId} by {Kind} was given up ({Error}, status {Status}) after {Attempts} attempts.")]
    private static partial void LogGivenUp(
        ILogger logger, string deliveryId, ChannelKind kind, string? error, int? status, int attempts);
}
