using System.Diagnostics.Metrics;
using CauseFlow.Contracts;

namespace CauseFlow.Investigations;

/// <summary>Meter <c>CauseFlow.Investigations</c>.</summary>
public sealed class InvestigationsMetrics : IDisposable
{
    public const string MeterName = "CauseFlow.Investigations";

    private readonly Meter meter;
    private readonly Histogram<double> timeToFirstFinding;
    private readonly Histogram<double> timeToVerdict;
    private readonly Counter<long> outcomes;
    private readonly Counter<long> lateParts;
    private readonly Counter<long> foreignParts;
    private readonly Counter<long> foreignReports;

    public InvestigationsMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        meter = meters.Create(MeterName);
        timeToFirstFinding = meter.CreateHistogram<double>("causeflow.investigation.time_to_first_finding", "s");
        timeToVerdict = meter.CreateHistogram<double>("causeflow.investigation.time_to_verdict", "s");
        outcomes = meter.CreateCounter<long>("causeflow.investigation.verdicts");
        lateParts = meter.CreateCounter<long>("causeflow.investigation.late_parts");
        foreignParts = meter.CreateCounter<long>("causeflow.investigation.foreign_parts");
        foreignReports = meter.CreateCounter<long>("causeflow.investigation.foreign_reports");
    }

    public void FirstFinding(TimeSpan sinceRequest) => timeToFirstFinding.Record(sinceRequest.TotalSeconds);

    public void Judged(VerdictOutcome outcome, TimeSpan? sinceRequest)
    {
        outcomes.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
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

    public void Dispose() => meter.Dispose();
}
