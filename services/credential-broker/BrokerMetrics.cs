using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Leases;
using CauseFlow.ServiceDefaults.Telemetry;

namespace CauseFlow.CredentialBroker;

/// <summary>Meter <c>CauseFlow.CredentialBroker</c>. No label names an account, a tenant or an integration.</summary>
public sealed class BrokerMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _redemptions;
    private readonly ConcurrentDictionary<LeasePurpose, (long Open, double Overdue)> _leases = new();
    private readonly ConcurrentDictionary<(CloudProvider Provider, string Api), double> _calls = new();
    private readonly ConcurrentDictionary<CostUnit, double> _costs = new();
    private long _headsWritten;

    public BrokerMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("CauseFlow.CredentialBroker");
        _refusals = _meter.CreateCounter<long>(
            "causeflow.broker.refusals", "{refusal}", "Integrations that got no lease for an investigation, by reason.");
        _redemptions = _meter.CreateCounter<long>(
            "causeflow.broker.redemptions", "{redemption}", "Redemptions by how they ended; granted is the good one.");
        _meter.CreateObservableGauge("causeflow.broker.leases_open", () => Leases(x => x.Open), "{lease}", "Open leases by purpose.");
        _meter.CreateObservableGauge(
            "causeflow.broker.leases_overdue", () => Leases(x => x.Overdue), "s",
            "How long the longest-expired lease has been left open; the sweep closes them within seconds.");
        _meter.CreateObservableGauge(
            "causeflow.broker.call_budget_left", () => _calls.Select(row => new Measurement<double>(
                row.Value, MetricLabel.Of("provider", row.Key.Provider), new("api", row.Key.Api))), "1",
            "What is left of CauseFlow's share of an API's quota, in the account and region where least is left.");
        _meter.CreateObservableGauge(
            "causeflow.broker.cost_budget_left",
            () => _costs.Select(row => new Measurement<double>(row.Value, MetricLabel.Of("unit", row.Key))), "1",
            "What is left of the money of the investigation that has least left, of those with an open lease.");
        _meter.CreateObservableGauge(
            "causeflow.broker.audit_heads_written", () => Interlocked.Read(ref _headsWritten), "s",
            "When the signed heads of the audit chains were last written to the log, in Unix time.");
    }

    public void Refused(CloudProvider provider, RefusalReason reason) =>
        _refusals.Add(1, MetricLabel.Of("provider", provider), MetricLabel.Of("reason", reason));

    public void Redeemed(RedeemStatus status) => _redemptions.Add(1, MetricLabel.Of("status", status));

    public void Open(LeasePurpose purpose, long count, TimeSpan overdue) => _leases[purpose] = (count, overdue.TotalSeconds);

    /// <param name="provider">The cloud.</param>
    /// <param name="api">One of the plans' APIs.</param>
    /// <param name="left">From 1, nothing is reserved, to 0.</param>
    public void CallsLeft(CloudProvider provider, string api, double left) => _calls[(provider, api)] = left;

    public void CostLeft(CostUnit unit, double left) => _costs[unit] = left;

    public void HeadsWritten(DateTimeOffset at) => Interlocked.Exchange(ref _headsWritten, at.ToUnixTimeSeconds());

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> Leases<T>(Func<(long Open, double Overdue), T> value)
        where T : struct =>
        _leases.Select(row => new Measurement<T>(value(row.Value), MetricLabel.Of("purpose", row.Key)));
}

/// <summary>What an investigation spends of the customer's money.</summary>
public enum CostUnit
{
    /// <summary>Bytes that queries scan.</summary>
    Bytes,

    /// <summary>Metrics that are read.</summary>
    Metrics,
}
