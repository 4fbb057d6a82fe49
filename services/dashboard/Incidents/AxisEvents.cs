using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>Alarm, onset, changes and findings in one order of time. Pure.</summary>
internal static class AxisEvents
{
    public const int MaxEvents = 40;

    /// <summary>Changes before the window that are too old to have mattered do not stretch the axis.</summary>
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(6);

    public static IReadOnlyList<AxisEvent> Of(OpenCase open)
    {
        var cited = Cited(open);
        var all = Alarms(open).Concat(Onset(open));
        if (open.Facts is { } facts)
        {
            all = all.Concat(Changes(facts)).Concat(Patterns(facts)).Concat(Conditions(facts)).Concat(Series(facts));
        }

        return
        [
            .. all.Select(one => one with { IsCited = one.EvidenceId is null || cited.Contains(one.EvidenceId) })
                .OrderByDescending(one => one.IsCited).ThenBy(one => one.Kind == "metric").Take(MaxEvents)
                .OrderBy(one => one.From).ThenBy(one => one.To),
        ];
    }

    /// <summary>What the axis spans: the window and everything on it, with a little air.</summary>
    /// <param name="events">None on an incident that was opened by hand a moment ago.</param>
    /// <param name="window">Null before the first verdict.</param>
    /// <param name="opened">Where the axis stands when there is nothing on it.</param>
    public static (DateTimeOffset From, DateTimeOffset To) Span(
        IReadOnlyList<AxisEvent> events, InvestigationWindow? window, DateTimeOffset opened)
    {
        var from = events.Select(one => one.From).Append(window?.From ?? opened).Min();
        var to = events.Select(one => one.To).Append(window?.To ?? opened).Max();
        if (to <= from)
        {
            return (from.AddMinutes(-5), from.AddMinutes(5));
        }

        var air = (to - from) * 0.03;
        return (from - air, to + air);
    }

    private static HashSet<string> Cited(OpenCase open) =>
    [
        .. open.Causes.SelectMany(cause => cause.Supporting.Concat(cause.Refuting)),
        .. open.Causes.Select(cause => cause.ChangeId).OfType<string>(),
    ];

    private static IEnumerable<AxisEvent> Alarms(OpenCase open) =>
        from alarm in open.Alarms
        from step in alarm.History
        where step.State != AlarmState.InsufficientData
        select new AxisEvent(step.At, step.At, step.State == AlarmState.Ok ? "ok" : "alarm",
            $"{alarm.Alarm.Name} {(step.State == AlarmState.Ok ? "is OK again" : "fires")}", step.Reason, null);

    private static IEnumerable<AxisEvent> Onset(OpenCase open)
    {
        if (open.Onset is { } onset)
        {
            yield return new(onset.Earliest, onset.Latest, "onset", "Onset of the incident",
                "The interval in which it began, as far as the facts tell.", null);
        }
    }

    private static IEnumerable<AxisEvent> Changes(FactSheet facts) =>
        from change in facts.Changes
        let half = TimeSpan.FromSeconds(change.Time.UncertaintySeconds)
        where change.Time.OccurredAt > facts.Window.From - Lookback
        select new AxisEvent(change.Time.OccurredAt - half, change.Time.OccurredAt + half, "change",
            $"{Words.Of(change.Kind)}: {change.Summary}",
            string.Join(", ", change.Differences.Take(3).Select(one => $"{one.Field} {one.Before ?? "unset"} → {one.After ?? "unset"}")),
            change.EvidenceId);

    private static IEnumerable<AxisEvent> Patterns(FactSheet facts) => facts.Logs
        .Where(pattern => pattern.BaselineCountsPerMinute.Sum() == 0 && pattern.FirstSeen >= facts.Window.From
            && pattern.Severity is LogSeverity.Error or LogSeverity.Fatal or LogSeverity.Warning)
        .Take(8)
        .Select(pattern => new AxisEvent(pattern.FirstSeen, pattern.FirstSeen, "finding",
            $"New in the logs: {pattern.Template}", $"{pattern.IncidentCountsPerMinute.Sum()} lines since, none before", pattern.EvidenceId));

    private static IEnumerable<AxisEvent> Conditions(FactSheet facts) =>
        from state in facts.States
        where state.Status is ResourceStatus.Failed or ResourceStatus.Degraded or ResourceStatus.Stopped
        from condition in state.Conditions
        where condition.Since is { } since && since > facts.Window.From - Lookback
        select new AxisEvent(condition.Since!.Value, condition.Since.Value, "finding",
            $"{state.Resource.Name}: {condition.Reason ?? condition.Type}", condition.Message, state.EvidenceId);

    private static IEnumerable<AxisEvent> Series(FactSheet facts) =>
        from series in facts.Metrics
        let left = SeriesReading.Read(series, facts.Window).FirstSustained(AlarmOf(series, facts))
        where left is not null
        select new AxisEvent(left.Value, left.Value.AddSeconds(series.PeriodSeconds), "metric",
            $"{series.Name} {series.Statistic} of {series.Resource.Name} leaves its baseline", null, series.EvidenceId);

    /// <summary>The alarm that watches this series; null for the metrics that only explain.</summary>
    internal static AlarmFact? AlarmOf(MetricSeries series, FactSheet facts) => series.Role != MetricRole.Alarm ? null
        : facts.Alarms.FirstOrDefault(alarm => alarm.Metric is { } rule && rule.Name == series.Name && rule.Statistic == series.Statistic)
            ?? facts.Alarms.FirstOrDefault(alarm => alarm.Metric?.Name == series.Name);
}
