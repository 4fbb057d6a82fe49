using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Signals;

namespace CauseFlow.Diagnosis.Paths;

/// <summary>Gathers the signals of each resource.</summary>
internal static class HealthReader
{
    public static IReadOnlyDictionary<int, Health> Read(CaseEvidence evidence, IReadOnlyList<Signal> signals, IReadOnlyList<TemplateShift> templates)
    {
        var alarm = signals.FirstOrDefault(signal => signal.Series.Role == MetricRole.Alarm);
        var bySignal = signals.Where(signal => signal.Owner >= 0).ToLookup(signal => signal.Owner);
        var byTemplate = templates.Where(shift => shift.Owner >= 0).ToLookup(shift => shift.Owner);
        var numbers = bySignal.Select(group => group.Key).Concat(byTemplate.Select(group => group.Key)).Distinct().Order();
        return numbers.ToDictionary(number => number, number => Of(number, [.. bySignal[number]], [.. byTemplate[number]], alarm, evidence));
    }

    private static Health Of(int number, List<Signal> signals, List<TemplateShift> templates, Signal? alarm, CaseEvidence evidence)
    {
        var traffic = signals.Where(signal => signal.Meaning is { Kind: SignalKind.Traffic, IsOutgoing: false })
            .OrderByDescending(signal => signal.Series.Statistic == "Sum").ThenBy(signal => signal.Series.EvidenceId, StringComparer.Ordinal).FirstOrDefault();
        return new(
            number,
            Work(signals, alarm),
            Best(signals, signal => signal.Meaning is { IsOwn: true, IsOfHost: false } && (signal.Level is not null || !HasLevel(signals, signal.Meaning.Kind))),
            Best(signals, signal => !signal.Meaning.IsWork && !signal.Meaning.IsOwn && !signal.Meaning.IsOfHost),
            Best(signals, signal => signal.Meaning.IsOutgoing),
            traffic is null ? null : Mean(traffic.Series, evidence.File.Window),
            traffic,
            templates);
    }

    /// <summary>The alarm's own metric on the other resource too, else what measures the same, else any work.</summary>
    private static Signal? Work(List<Signal> signals, Signal? alarm)
    {
        var work = signals.Where(signal => signal.Meaning is { IsWork: true, IsOutgoing: false }).ToList();
        if (alarm is { Meaning.IsWork: true })
        {
            List<Func<Signal, bool>> closest =
            [
                signal => signal.Series.Name == alarm.Series.Name && signal.Series.Statistic == alarm.Series.Statistic,
                signal => signal.Meaning.Kind == alarm.Meaning.Kind,
                signal => IsFailure(signal) && IsFailure(alarm),
            ];
            foreach (var isClose in closest)
            {
                if (work.Exists(signal => isClose(signal)))
                {
                    return Best(work, isClose);
                }
            }
        }

        return Best(work, _ => true);
    }

    /// <summary>Where it is known how much of a means is used, how much that is in its own unit tells nothing more.</summary>
    private static bool HasLevel(List<Signal> signals, SignalKind kind) => signals.Exists(signal => signal.Meaning.Kind == kind && signal.Level is not null);

    private static bool IsFailure(Signal signal) => signal.Meaning.Kind is SignalKind.Availability or SignalKind.Errors;

    private static Signal? Best(List<Signal> signals, Func<Signal, bool> isOne) =>
        signals.Where(isOne).OrderByDescending(signal => signal.Weight).ThenByDescending(signal => signal.Deviation.Deviation)
            .ThenBy(signal => signal.Series.EvidenceId, StringComparer.Ordinal).FirstOrDefault();

    private static double? Mean(MetricSeries series, InvestigationWindow window)
    {
        double[] values = [.. series.Points.Where(point => point.Time >= window.From && point.Time < window.To && point.Value is not null)
            .Select(point => point.Value!.Value)];
        return values.Length == 0 ? null : values.Average();
    }
}
