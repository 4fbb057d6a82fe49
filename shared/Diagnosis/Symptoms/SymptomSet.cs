using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Paths;
using CauseFlow.Diagnosis.Signals;
using CauseFlow.Diagnosis.Suspects;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>Everything abnormal that the evidence shows, read once and shared by the rules.</summary>
public sealed class SymptomSet
{
    private SymptomSet(
        IReadOnlyList<SeriesReading> series,
        IReadOnlyList<PatternReading> patterns,
        IReadOnlyList<ExhaustedLimit> limits,
        SeriesReading? alarmSeries,
        OnsetInterval? measuredOnset,
        OnsetInterval? onset,
        IReadOnlyList<Signal> signals)
    {
        Series = series;
        Patterns = patterns;
        Limits = limits;
        AlarmSeries = alarmSeries;
        AlarmReproduced = measuredOnset is not null;
        Onset = onset;
        Signals = signals;
    }

    public IReadOnlyList<SeriesReading> Series { get; }
    public IReadOnlyList<PatternReading> Patterns { get; }
    public IReadOnlyList<ExhaustedLimit> Limits { get; }

    /// <summary>The alarm's own metric; null when it was not read.</summary>
    public SeriesReading? AlarmSeries { get; }

    /// <summary>True when the alarm's metric really left its baseline in the incident window.</summary>
    public bool AlarmReproduced { get; }

    /// <summary>From the alarm's metric; else from the first new error; else from the alarm's rule; null without any.</summary>
    public OnsetInterval? Onset { get; }

    /// <summary>Every series that can be compared with a baseline, the alarm's first, then the farthest from theirs.</summary>
    internal IReadOnlyList<Signal> Signals { get; }

    /// <summary>True where the alarm's metric was compared with a baseline and stayed in it: whatever else moved, nobody suffered by it.</summary>
    public bool IsAlarmQuiet => AlarmSeries is { Baseline: not null } && !AlarmReproduced;

    /// <summary>What metrics, logs and topology point at together.</summary>
    internal SuspectSet Suspects { get; private init; } = null!;

    /// <summary>True where something leads from the alarm to the resource: a few relations, or a chain of needs of any length.</summary>
    public bool IsOnPath(CaseEvidence evidence, ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.Subject is null || evidence.Topology.Hops(evidence.Subject, resource) is not null
            || Suspects.Walk.TierOf(evidence.Topology.NumberOf(resource)) != PathTier.Elsewhere;
    }

    public bool AnythingAbnormal => AlarmReproduced || Limits.Any(limit => !limit.AlsoBefore) || Patterns.Any(pattern => pattern.IsNotable);

    public static SymptomSet Read(CaseEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var window = evidence.File.Window;
        List<SeriesReading> series = [.. evidence.Metrics.Select(metric => SeriesReading.Read(metric, window))];
        List<PatternReading> patterns = [.. evidence.Logs.Select(pattern => PatternReading.Read(pattern, evidence.Topology))];
        var limits = LimitReader.Read(evidence, series);
        var alarmSeries = series.Where(reading => reading.Series.Role == MetricRole.Alarm && reading.Incident.Count > 0)
            .OrderBy(reading => reading.FirstSustained(evidence.Alarm) is null)
            .ThenBy(reading => reading.Series.EvidenceId, StringComparer.Ordinal).FirstOrDefault();
        var measured = Measured(alarmSeries, evidence.Alarm);
        var onset = measured ?? FirstNewError(patterns) ?? FromRule(evidence.Alarm);
        return new SymptomSet(series, patterns, limits, alarmSeries, measured, onset, SignalReader.Read(evidence));
    }

    /// <summary>The same symptoms, with the suspects that the topology of the case leads to.</summary>
    public SymptomSet With(CaseEvidence evidence) =>
        new(Series, Patterns, Limits, AlarmSeries, AlarmReproduced ? Onset : null, Onset, Signals) { Suspects = SuspectSet.Read(evidence, this) };

    /// <summary>A point covers [time, time + period): the onset lies somewhere in the first abnormal one.</summary>
    private static OnsetInterval? Measured(SeriesReading? reading, AlarmFact? alarm) =>
        reading?.FirstSustained(alarm) is { } first
            ? new() { Earliest = first, Latest = first.AddSeconds(reading.Series.PeriodSeconds) }
            : null;

    private static OnsetInterval? FirstNewError(List<PatternReading> patterns)
    {
        var first = patterns.Where(pattern => pattern.IsError && pattern.IsNew)
            .OrderBy(pattern => pattern.Pattern.FirstSeen).FirstOrDefault();
        return first is null
            ? null
            : new() { Earliest = first.Pattern.FirstSeen.AddMinutes(-1), Latest = first.Pattern.FirstSeen };
    }

    private static OnsetInterval? FromRule(AlarmFact? alarm)
    {
        if (alarm is null || alarm.State != AlarmState.Alarm)
        {
            return null;
        }

        var seconds = alarm.Metric is { } rule ? (rule.EvaluationPeriods + 1) * rule.PeriodSeconds : 300;
        return new() { Earliest = alarm.StateChangedAt.AddSeconds(-seconds), Latest = alarm.StateChangedAt };
    }
}
