using System.Diagnostics.Metrics;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Notifications;
using CauseFlow.ServiceDefaults.Telemetry;

namespace CauseFlow.Investigations;

/// <summary>Meter <c>CauseFlow.Investigations</c>.</summary>
public sealed class InvestigationsMetrics : IDisposable
{
    public const string MeterName = "CauseFlow.Investigations";

    /// <summary>Finer where the promises are: the first finding in 15 s, the verdict in two minutes.</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900] };

    private readonly Meter meter;
    private readonly Histogram<double> timeToFirstFinding;
    private readonly Histogram<double> timeToVerdict;
    private readonly Counter<long> outcomes;
    private readonly Counter<long> lateParts;
    private readonly Counter<long> foreignParts;
    private readonly Counter<long> foreignReports;
    private readonly Counter<long> notifications;

    public InvestigationsMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        meter = meters.Create(MeterName);
        timeToFirstFinding = meter.CreateHistogram(
            "causeflow.investigation.time_to_first_finding", "s", "From the request to the first finding.", null, Seconds);
        timeToVerdict = meter.CreateHistogram(
            "causeflow.investigation.time_to_verdict", "s", "From the request to the first verdict.", null, Seconds);
        outcomes = meter.CreateCounter<long>(
            "causeflow.investigation.verdicts", "{verdict}", "Verdicts by outcome, follow-up passes included.");
        lateParts = meter.CreateCounter<long>(
            "causeflow.investigation.late_parts", "{part}", "Parts of findings that arrived after their pass had ended.");
        foreignParts = meter.CreateCounter<long>(
            "causeflow.investigation.foreign_parts", "{part}", "Findings of an integration that was not granted: a fault, or forged.");
        foreignReports = meter.CreateCounter<long>(
            "causeflow.investigation.foreign_reports", "{report}",
            "Ends and failures of runs under a lease that was not granted: a fault, or forged.");
        notifications = meter.CreateCounter<long>(
            "causeflow.notification.attempts", "{attempt}", "Attempts at notifications by kind of channel and the state after them.");
    }

    public void FirstFinding(TimeSpan sinceRequest) => timeToFirstFinding.Record(sinceRequest.TotalSeconds);

    public void Judged(VerdictOutcome outcome, TimeSpan? sinceRequest)
    {
        outcomes.Add(1, MetricLabel.Of("outcome", outcome));
        if (sinceRequest is { } duration)
        {
            timeToVerdict.Record(duration.TotalSeconds);
        }
    }

    public void LatePart() => lateParts.Add(1);

    /// <summary>Findings of an integration that was never granted to this investigation and tenant.</summary>
    public void ForeignParts(int count) => foreignParts.Add(count);

    /// <summary>Ends and failures of runs under a lease that was never granted to this investigation and tenant.</summary>
    public void ForeignReports(int count) => foreignReports.Add(count);

    /// <summary>One attempt; pending means that another follows.</summary>
    public void Notified(ChannelKind kind, DeliveryState state) =>
        notifications.Add(1, MetricLabel.Of("kind", kind), MetricLabel.Of("state", state));

    public void Dispose() => meter.Dispose();
}
