using System.Threading.Channels;
using CauseFlow.Ingestion.Senders;
using Microsoft.Extensions.Options;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>The door of the intake log: bounded, and answered only after the commit.</summary>
public sealed class IntakeLog(SenderBeats beats, IOptions<IngestionOptions> options, TimeProvider time)
{
    /// <summary>
    /// Senders that wait at once from which storing comes before deciding: SNS at a thousand messages a second has eight under way,
    /// a flood as many as it has connections.
    /// </summary>
    private const int Crowd = 16;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly IngestionOptions _options = options.Value;
    private int _senders;
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

        beats.Note(item.Delivery);
        Interlocked.Increment(ref _senders);
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
        finally
        {
            Interlocked.Decrement(ref _senders);
        }
    }

    /// <summary>
    /// Ends when no crowd of senders waits, at the latest after <paramref name="limit"/>: what is not stored is lost to whoever gives
    /// up trying, what is stored can be decided later.
    /// </summary>
    public async Task LetSendersPassAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (Volatile.Read(ref _senders) >= Crowd && time.GetElapsedTime(started) < limit)
        {
            await Task.Delay(Look, time, cancellationToken);
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
