using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Leases;

/// <summary>Closes leases whose time is over, so that collectors stop and the history says when.</summary>
public sealed partial class LeaseSweep(
    BrokerTransactions transactions, IOptions<LeaseOptions> options, TimeProvider time,
    ILogger<LeaseSweep> logger) : BackgroundService
{
    private const int Batch = 100;

    /// <summary>Closes all that have expired; answers how many.</summary>
    public async Task<int> CloseExpiredAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        int closed;
        do
        {
            closed = await transactions.RunAsync(async work =>
            {
                var messages = await work.Desk.CloseExpiredAsync(Batch, cancellationToken);
                foreach (var message in messages)
                {
                    work.Outbox.Add(message);
                }

                return messages.Count;
            }, cancellationToken);
            total += closed;
        }
        while (closed == Batch);
        return total;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.SweepIntervalSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await CloseExpiredAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailure(e);
            }
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "Expired leases could not be closed; it is tried again")]
    private partial void LogFailure(Exception exception);
}
