using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CauseFlow.Storage.Schema;

/// <summary>
/// Meter <c>CauseFlow.Storage</c>. Of a migration that the store lacks it shows nothing: such a program does not start, and a program
/// that did not start has no page of metrics.
/// </summary>
public sealed class StoreMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly ConcurrentDictionary<string, int> _stores = new();

    public StoreMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("CauseFlow.Storage");
        _meter.CreateObservableGauge(
            "causeflow.store.migrations_unknown", Observe, "{migration}",
            "Migrations of a newer release in the store: an upgrade that is not finished. Looked at every few minutes.");
    }

    /// <summary>What a look at a store has found.</summary>
    public void Looked(string service, int unknown) => _stores[service] = unknown;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Observe() =>
        _stores.Select(row => new Measurement<int>(row.Value, new KeyValuePair<string, object?>("service", row.Key)));
}
