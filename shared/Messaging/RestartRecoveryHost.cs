using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Messaging;

/// <summary>Runs every <see cref="IRestartRecovery"/> once, when all outboxes have been sent again.</summary>
internal sealed partial class RestartRecoveryHost(
    IBusControl bus, IEnumerable<IOutboxDispatcher> dispatchers, IServiceScopeFactory scopes, ILogger<RestartRecoveryHost> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        await Task.WhenAll(dispatchers.Select(dispatcher => dispatcher.Replayed)).WaitAsync(stoppingToken);
        using var all = scopes.CreateScope();
        var count = all.ServiceProvider.GetServices<IRestartRecovery>().Count();
        for (var i = 0; i < count; i++)
        {
            // A scope each: every service saves its own context, and one that fails must not keep the others back.
            await using var scope = scopes.CreateAsyncScope();
            var recovery = scope.ServiceProvider.GetServices<IRestartRecovery>().ElementAt(i);
            try
            {
                await recovery.RecoverAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogRecoveryFailed(logger, recovery.GetType().Name, exception);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Recovery} failed; unfinished work waits for its deadline or the next start.")]
    private static partial void LogRecoveryFailed(ILogger logger, string recovery, Exception exception);
}
