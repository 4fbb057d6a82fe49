using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>The door of the intake log: bounded, and answered only after the commit.</summary>
public sealed class IntakeLog(IOptions<IngestionOptions> options, TimeProvider time)
{
    private readonly IngestionOptions _options = options.Value;
    private readonly Channel<IntakeItem> _waiting = Channel.CreateBounded<IntakeItem>(
        new BoundedChannelOptions(options.Value.MaxWaitingDeliveries) { SingleReader = true });

    internal ChannelReader<IntakeItem> Waiting => _waiting.Reader;

    /// <summary>Waits for the commit. Never throws for a store that fails: the outcome says so.</summary>
    public async Task<IntakeOutcome> AppendAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        if (!_waiting.Writer.TryWrite(item))
        {
            return IntakeOutcome.Unavailable;
        }

        try
        {
            return await item.Completion.Task.WaitAsync(
                TimeSpan.FromSeconds(_options.CommitTimeoutSeconds), time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It may still be committed; the sender's next attempt is then a duplicate.
            return IntakeOutcome.Unavailable;
        }
    }

    internal void Close()
    {
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out var item))
        {
            item.Completion.TrySetResult(IntakeOutcome.Unavailable);
        }
    }
}
