using System.Threading.Channels;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>Wakes one background worker after a commit; many signals while it works count as one.</summary>
/// <typeparam name="TWorker">Whom it wakes.</typeparam>
public sealed class WorkSignal<TWorker>(TimeProvider time)
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Returns at the next signal, or after <paramref name="timeout"/>.</summary>
    public async Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody signalled: the worker looks for itself, for rows of other replicas.
        }
    }
}
