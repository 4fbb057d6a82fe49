using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CauseFlow.Messaging;

/// <summary>Meter <c>CauseFlow.Messaging</c>. Endpoints and services are those that the host has registered.</summary>
public sealed class MessagingMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _givenUp;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _unreadable;
    private readonly ConcurrentDictionary<string, (long Waiting, double Age)> _outboxes = new();

    public MessagingMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("CauseFlow.Messaging");
        _givenUp = _meter.CreateCounter<long>(
            "causeflow.messaging.given_up", "{message}", "Messages that an endpoint gave up, by endpoint and kind.");
        _duplicates = _meter.CreateCounter<long>(
            "causeflow.messaging.duplicates", "{message}", "Messages that the inbox had already handled; harmless by themselves.");
        _unreadable = _meter.CreateCounter<long>(
            "causeflow.outbox.unreadable", "{message}", "Tries to send an outbox row that this release cannot read; it is kept.");
        _meter.CreateObservableGauge(
            "causeflow.outbox.waiting", () => Observe(x => x.Waiting), "{message}", "Outbox rows that are due and not yet on the bus.");
        _meter.CreateObservableGauge(
            "causeflow.outbox.lag", () => Observe(x => x.Age), "s", "How long the oldest outbox row has been due.");
    }

    public void GivenUp(string endpoint, GivenUpKind kind) =>
        _givenUp.Add(1, Tag("endpoint", endpoint), Tag("kind", kind == GivenUpKind.Unreadable ? "unreadable" : "failed"));

    public void Duplicate(string endpoint) => _duplicates.Add(1, Tag("endpoint", endpoint));

    public void UnreadableRow() => _unreadable.Add(1);

    /// <summary>What a look at a service's outbox has found.</summary>
    public void Outbox(string service, long waiting, TimeSpan lag) => _outboxes[service] = (waiting, lag.TotalSeconds);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private IEnumerable<Measurement<T>> Observe<T>(Func<(long Waiting, double Age), T> value)
        where T : struct => _outboxes.Select(row => new Measurement<T>(value(row.Value), Tag("service", row.Key)));
}

/// <summary>Why an endpoint gave a message up.</summary>
public enum GivenUpKind
{
    /// <summary>Its consumer failed after all retries.</summary>
    Failed,

    /// <summary>It is no message of ours, or not one that this release can read.</summary>
    Unreadable,
}
