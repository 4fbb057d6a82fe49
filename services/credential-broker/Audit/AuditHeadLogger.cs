using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CauseFlow.CredentialBroker.Audit;

/// <summary>Writes each head that moved to the log, out of reach of whoever can write to the database.</summary>
public sealed partial class AuditHeadLogger(
    IDbContextFactory<BrokerDbContext> contexts, IOptions<AuditOptions> options, TimeProvider time,
    BrokerMetrics metrics, ILogger<AuditHeadLogger> logger) : BackgroundService
{
    private readonly Dictionary<string, long> _logged = [];

    /// <summary>Writes the heads that moved since the last call.</summary>
    public async Task LogHeadsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await foreach (var head in db.AuditHeads.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (_logged.GetValueOrDefault(head.TenantId) != head.Count)
            {
                LogHead(head.TenantId, head.Count, head.Hash, head.At.ToString("O"), head.Signature, head.KeyId);
                _logged[head.TenantId] = head.Count;
            }
        }

        metrics.HeadsWritten(time.GetUtcNow());
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.HeadIntervalSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LogHeadsAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailure(e);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, EventName = "AuditHead",
        Message = "Audit head of {TenantId}: count {Count}, hash {Hash}, at {At}, signature {Signature}, key {KeyId}")]
    private partial void LogHead(string tenantId, long count, string hash, string at, string signature, string keyId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The audit heads could not be read")]
    private partial void LogFailure(Exception exception);
}
