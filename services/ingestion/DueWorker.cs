using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion;

/// <summary>Looks each second for what is due, and does each row on a context of its own.</summary>
/// <typeparam name="TWork">What is done.</typeparam>
public sealed partial class DueWorker<TWork>(
    IServiceScopeFactory scopes, IOptions<IngestionOptions> options, TimeProvider time, ILogger<DueWorker<TWork>> logger)
    : BackgroundService
    where TWork : IDueWork
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
                due = await scope.ServiceProvider.GetRequiredService<TWork>().DueAsync(token);
            }

            foreach (var id in due)
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<TWork>().DoAsync(id, token);
            }
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else was faster; what is still due comes up in the next round.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            RoundFailed(logger, exception, typeof(TWork).Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Work} failed in this round; the next one follows.")]
    private static partial void RoundFailed(ILogger logger, Exception exception, string work);
}
