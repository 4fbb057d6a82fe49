using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Confirms subscriptions in the background, after the delivery has been answered.</summary>
public sealed partial class ConfirmationWorker(
    IServiceScopeFactory scopes, IOptions<IngestionOptions> options, TimeProvider time, ILogger<ConfirmationWorker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.PollMilliseconds), time);
        try
        {
            do
            {
                await RunOnceAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    internal async Task RunOnceAsync(CancellationToken token)
    {
        try
        {
            List<string> due;
            await using (var scope = scopes.CreateAsyncScope())
            {
                due = await scope.ServiceProvider.GetRequiredService<SubscriptionConfirmer>().DueAsync(token);
            }

            foreach (var id in due)
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<SubscriptionConfirmer>().ConfirmAsync(id, token);
            }
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another replica confirmed it.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            RoundFailed(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "Subscriptions could not be confirmed in this round; the next one follows.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
