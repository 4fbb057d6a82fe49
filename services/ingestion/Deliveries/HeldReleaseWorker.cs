using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// Looks for held messages that may go on: when an integration, an approval or a message that is held says so, and now
/// and then for what those of another replica have left.
/// </summary>
public sealed partial class HeldReleaseWorker(
    IServiceScopeFactory scopes,
    WorkSignal<HeldReleaseWorker> signal,
    WorkSignal<DecisionWorker> decisions,
    IOptions<IngestionOptions> options,
    ILogger<HeldReleaseWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await RunOnceAsync(stoppingToken);
            await signal.WaitAsync(TimeSpan.FromSeconds(options.Value.HeldCheckSeconds), stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Releases all that may go on now.</summary>
    internal async Task RunOnceAsync(CancellationToken token)
    {
        try
        {
            bool more;
            do
            {
                await using var scope = scopes.CreateAsyncScope();
                more = await scope.ServiceProvider.GetRequiredService<HeldRelease>().ReleaseAsync(token);
                decisions.Set();
            }
            while (more);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another replica released some of them, or a person approved one: the rest is looked at once more.
            signal.Set();
        }
        catch (Exception exception) when (!token.IsCancellationRequested)
        {
            RoundFailed(logger, exception);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    [LoggerMessage(LogLevel.Error, "Held messages could not be released in this round; the next one follows.")]
    private static partial void RoundFailed(ILogger logger, Exception exception);
}
