using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CauseFlow.Secrets;

/// <summary>
/// Moves secrets under the current key, in bounded steps that each commit, and goes on after a crash where it had got to:
/// what is under the current key is done. It also looks for secrets whose key is missing, and says so at each round.
/// </summary>
public sealed partial class Rewrapper(
    IKeyEncryptionKeyProvider keys, IEnumerable<ISecretStore> stores, IOptions<SecretsOptions> options, TimeProvider time,
    SecretsMetrics metrics, ILogger<Rewrapper> logger) : BackgroundService
{
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Begins the next round now.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to begin anyway.
        }
    }

    /// <summary>One round over every store; answers how many were moved.</summary>
    public async Task<int> RewrapAsync(CancellationToken cancellationToken)
    {
        var current = keys.CurrentKeyId;
        var (moved, disabled) = (0, 0);
        foreach (var store in stores)
        {
            string? after = null;
            do
            {
                var step = await store.RewrapAsync(current, after, options.Value.RewrapBatch, cancellationToken);
                moved += step.Rewrapped;
                disabled += step.Disabled;
                after = step.Next;
            }
            while (after is not null);
        }

        metrics.Round(moved, disabled);
        if (disabled > 0)
        {
            LogDisabled(disabled);
        }

        if (moved > 0)
        {
            LogMoved(moved, current);
        }

        return moved;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromSeconds(options.Value.RewrapIntervalSeconds);
        while (true)
        {
            try
            {
                await RewrapAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailure(e);
            }

            await WaitAsync(interval, stoppingToken);
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    private async Task WaitAsync(TimeSpan interval, CancellationToken stoppingToken)
    {
        using var timer = new CancellationTokenSource(interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stoppingToken);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The interval has passed.
        }
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Critical, EventName = "SecretsDisabled",
        Message = "{Count} secrets cannot be used: their key-encryption key is missing or they were changed. "
            + "GET /v1/operations/keys names the keys; restore them from the backup of the key folder")]
    private partial void LogDisabled(int count);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Information, Message = "{Count} secrets were moved under key {KeyId}")]
    private partial void LogMoved(int count, string keyId);

    [LoggerMessage(EventId = 7003, Level = LogLevel.Error, Message = "Secrets could not be moved to the current key; it is tried again")]
    private partial void LogFailure(Exception exception);
}
