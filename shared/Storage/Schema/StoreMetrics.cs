using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CauseFlow.Storage.Schema;

/// <summary>Meter <c>CauseFlow.Storage</c>.</summary>
public sealed class StoreMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly ConcurrentDictionary<string, (int Pending, int Unknown)> _stores = new();

    public StoreMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("CauseFlow.Storage");
        _meter.CreateObservableGauge(
            "causeflow.store.migrations_pending", () => Observe(x => x.Pending), "{migration}",
            "Migrations that this release needs and the store lacks; the service does not start until they are applied.");
        _meter.CreateObservableGauge(
            "causeflow.store.migrations_unknown", () => Observe(x => x.Unknown), "{migration}",
            "Migrations of a newer release in the store: an upgrade that is not finished.");
    }

    /// <summary>What the store was found to be at start.</summary>
    public void Looked(string service, int pending, int unknown) => _stores[service] = (pending, unknown);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Observe(Func<(int Pending, int Unknown), int> value) =>
        _stores.Select(row => new Measurement<int>(value(row.Value), new KeyValuePair<string, object?>("service", row.Key)));
}
