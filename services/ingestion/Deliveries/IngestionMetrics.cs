using System.Diagnostics.Metrics;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>Meter <c>CauseFlow.Ingestion</c>. Tags are closed lists: no tenant, no topic.</summary>
public sealed class IngestionMetrics : IDisposable
{
    public const string MeterName = "CauseFlow.Ingestion";

    private readonly Meter _meter;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _unknownRoutes;
    private readonly Counter<long> _started;

    public IngestionMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _deliveries = _meter.CreateCounter<long>(
            "causeflow.ingestion.deliveries", "{delivery}", "Verified deliveries by verdict.");
        _rejected = _meter.CreateCounter<long>(
            "causeflow.ingestion.rejected", "{delivery}", "Refused deliveries of known routes by reason.");
        _unknownRoutes = _meter.CreateCounter<long>(
            "causeflow.ingestion.unknown_routes", "{request}", "Requests to webhook addresses that do not exist.");
        _started = _meter.CreateCounter<long>(
            "causeflow.ingestion.investigations", "{investigation}", "Investigations asked for.");
    }

    public void Delivered(string verdict) => _deliveries.Add(1, new KeyValuePair<string, object?>("verdict", verdict));

    public void Rejected(string reason) => _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void UnknownRoute() => _unknownRoutes.Add(1);

    public void Started() => _started.Add(1);

    public void Dispose() => _meter.Dispose();
}
