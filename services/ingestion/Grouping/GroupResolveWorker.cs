using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Grouping;

/// <summary>Looks each second for groups that are due to end.</summary>
public sealed partial class GroupResolveWorker(
    IServiceScopeFactory scopes, IOptions<IngestionOptions> options, TimeProvider time, ILogger<GroupResolveWorker> logger)
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
                due = await scope.ServiceProvider.GetRequiredService<GroupResolver>().DueAsync(token);
            }

            foreach (var incidentId in due)
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<GroupResolver>().ResolveAsync(incidentId, token);
            }
        }
        catch (DbUpdateConcurrencyException)
        {
            // A transition or another replica was faster; what is still due comes up in the next round.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            RoundFailed(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "Groups could not be ended in this round; the next one follows.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
