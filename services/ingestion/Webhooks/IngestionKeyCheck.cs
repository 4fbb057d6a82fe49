namespace CauseFlow.Ingestion.Webhooks;

/// <summary>Loads the keys (its constructor asks for them) at start: a missing key file stops the start, not the first alarm.</summary>
public sealed class IngestionKeyCheck(IngestionKeys keys) : IHostedService
{
    private readonly IngestionKeys _keys = keys;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(_keys);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
