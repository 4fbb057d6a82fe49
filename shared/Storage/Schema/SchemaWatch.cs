using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CauseFlow.Storage.Schema;

/// <summary>
/// Looks now and then whether a newer release has migrated the store: what <see cref="SchemaStart"/> saw is of before an upgrade
/// that came while this program ran.
/// </summary>
public sealed partial class SchemaWatch(IStoreSchema schema, StoreMetrics metrics, TimeProvider time, ILogger<SchemaWatch> logger)
    : BackgroundService
{
    /// <summary>Short against the half hour after which an alert asks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogLookFailed(schema.Name, exception);
            }
        }
    }

    public async Task LookAsync(CancellationToken cancellationToken) =>
        metrics.Looked(schema.Name, (await schema.ReadAsync(cancellationToken)).Unknown.Count);

    [LoggerMessage(LogLevel.Warning, "The migrations of the store {Store} could not be looked at; the next look follows")]
    private partial void LogLookFailed(string store, Exception exception);
}
