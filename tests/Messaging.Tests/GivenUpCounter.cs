using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CauseFlow.Messaging.Tests;

/// <summary>What the bus counted as given up, as "endpoint kind".</summary>
public sealed class GivenUpCounter : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <param name="meters">Of the host that is looked at: other tests count at the same time.</param>
    public GivenUpCounter(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "causeflow.messaging.given_up" && instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            Counted.Enqueue(string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key).Select(tag => tag.Value))));
        _listener.Start();
    }

    public ConcurrentQueue<string> Counted { get; } = new();

    public void Dispose() => _listener.Dispose();
}
