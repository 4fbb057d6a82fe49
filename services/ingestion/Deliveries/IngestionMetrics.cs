using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.ServiceDefaults.Telemetry;

namespace CauseFlow.Ingestion.Deliveries;

/// <summary>
/// Meter <c>CauseFlow.Ingestion</c>. Labels are closed lists: no tenant, no topic, no integration. A heartbeat for each of
/// them would be as many series as there are customers; instead the silent ones are counted, and the API names them.
/// </summary>
public sealed class IngestionMetrics : IDisposable
{
    public const string MeterName = "CauseFlow.Ingestion";

    public static readonly MetricLabel Verdict =
        new("verdict", "accepted", "held", "held_full", "duplicate", "unavailable", "undecidable");

    public static readonly MetricLabel Reason = new(
        "reason", "bad_certificate_url", "bad_password", "bad_signature", "bad_topic", "certificate_not_yet_valid",
        "certificate_unreachable", "duplicate_member", "expired_certificate", "from_the_future", "hostile_url", "invalid_alert",
        "malformed", "stale", "too_large", "unsupported_signature_version", "untrusted_certificate", "wrong_certificate_name");

    public static readonly MetricLabel Kind = new("kind", [.. WebhookKind.All.Select(kind => kind.Provider)]);

    private readonly Meter _meter;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _unknownRoutes;
    private readonly Counter<long> _started;
    private int _overdueCanaries;
    private readonly Counter<long> _missed;
    private readonly Histogram<double> _missedDelay;
    private readonly ConcurrentDictionary<string, (double Age, int Silent, int Held)> _senders = new();

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
        _missed = _meter.CreateCounter<long>(
            "causeflow.ingestion.missed", "{transition}",
            "State changes of alarms that never arrived and were found in the cloud's own history.");
        _missedDelay = _meter.CreateHistogram<double>(
            "causeflow.ingestion.missed_delay", "s", "From a missed state change until it was found.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [60, 300, 900, 1_800, 3_600, 14_400, 86_400, 604_800] });
        _meter.CreateObservableGauge(
            "causeflow.ingestion.heartbeat_age", () => Observe(x => x.Age), "s",
            "Since the last delivery of the tenant's webhook that has been silent longest, of those that sent in the last 7 days.");
        _meter.CreateObservableGauge(
            "causeflow.ingestion.silent_webhooks", () => Observe(x => x.Silent), "{webhook}",
            "Webhooks that sent in the last 7 days and not for Ingestion:SilentAfterHours.");
        _meter.CreateObservableGauge(
            "causeflow.ingestion.overdue_canaries", () => Volatile.Read(ref _overdueCanaries), "{alarm}",
            "Canary alarms that proved the way in the last 7 days and not for Ingestion:CanaryOverdueHours.");
        _meter.CreateObservableGauge(
            "causeflow.ingestion.waiting", () => Observe(x => x.Held), "{delivery}",
            "Held deliveries: their topic or account is not connected.");
    }

    public void Delivered(string verdict) => _deliveries.Add(1, Verdict.Of(verdict));

    public void Rejected(string reason) => _rejected.Add(1, Reason.Of(reason));

    public void UnknownRoute() => _unknownRoutes.Add(1);

    public void Started() => _started.Add(1);

    /// <summary>How many canary alarms are overdue.</summary>
    public void Canaries(int overdue) => Volatile.Write(ref _overdueCanaries, overdue);

    /// <summary>A look at alarm history found what never arrived, so late.</summary>
    public void Missed(TimeSpan delay)
    {
        _missed.Add(1);
        _missedDelay.Record(Math.Max(0, delay.TotalSeconds));
    }

    /// <summary>What a look at the delivery log has found for one kind of webhook.</summary>
    public void Heartbeat(string kind, TimeSpan age, int silent, int held)
    {
        if (Kind.Values.Contains(kind))
        {
            _senders[kind] = (age.TotalSeconds, silent, held);
        }
    }

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Observe<T>(Func<(double Age, int Silent, int Held), T> value)
        where T : struct => _senders.Select(row => new Measurement<T>(value(row.Value), Kind.Of(row.Key)));
}
