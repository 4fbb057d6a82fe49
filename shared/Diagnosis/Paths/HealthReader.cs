using System.Text.RegularExpressions;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Signals;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Paths;

/// <summary>Gathers the signals of each resource.</summary>
internal static partial class HealthReader
{
    /// <summary>A shorter name may be a word like any other.</summary>
    private const int MinName = 5;

    public static IReadOnlyDictionary<int, Health> Read(CaseEvidence evidence, IReadOnlyList<Signal> signals, IReadOnlyList<TemplateShift> templates, IReadOnlyList<PatternReading> patterns)
    {
        var alarm = signals.FirstOrDefault(signal => signal.Series.Role == MetricRole.Alarm);
        var bySignal = signals.Where(signal => signal.Owner >= 0).ToLookup(signal => signal.Owner);
        var byTemplate = templates.Where(shift => shift.Owner >= 0).SelectMany(shift => Told(shift, evidence.Topology)).ToLookup(shift => shift.Owner);
        var byPattern = patterns.ToLookup(pattern => evidence.Topology.NumberOf(pattern.Owner));
        var numbers = bySignal.Select(group => group.Key).Concat(byTemplate.Select(group => group.Key)).Concat(byPattern.Select(group => group.Key))
            .Where(number => number >= 0).Distinct().Order();
        return numbers.ToDictionary(number => number, number => Of(number, [.. bySignal[number]], [.. byTemplate[number]], LogVolume.Of([.. byPattern[number]]), alarm, evidence));
    }

    private static Health Of(int number, List<Signal> signals, List<TemplateShift> templates, LogVolume? volume, Signal? alarm, CaseEvidence evidence)
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
            volume,
            templates);
    }

    /// <summary>
    /// Errors that name what their writer needs tell of that: a third stays with the writer. Words of a database are of the one
    /// database that the writer needs. Who is denied something lacks the right itself.
    /// </summary>
    private static IEnumerable<TemplateShift> Told(TemplateShift shift, Topology topology)
    {
        var callee = shift.Stops ? null : CalledIn(shift.Reading, shift.Owner, topology);
        return callee is null ? [shift] : [shift with { Owner = callee.Value }, shift with { Surprise = shift.Surprise / 3 }];
    }

    /// <summary>The one that errors speak of among what their writer needs; null where they speak of none.</summary>
    internal static int? CalledIn(PatternReading reading, int owner, Topology topology)
    {
        if (reading.Meaning.Kind == SymptomKind.Denied || owner < 0)
        {
            return null;
        }

        var text = string.Join('\n', reading.Pattern.Samples.Select(sample => sample.Text).Order(StringComparer.Ordinal).Prepend(reading.Pattern.Template));
        var needs = topology.NeedsOf(owner);
        var named = needs.Where(need => topology[need].Name.Length >= MinName && Mentions(text, topology[need].Name)).ToList();
        if (named.Count > 0)
        {
            return named[0];
        }

        var databases = needs.Where(need => IsDatabase(topology[need].Kind)).ToList();
        return databases.Count == 1 && DatabaseWords().IsMatch(text) ? databases[0] : null;
    }

    private static bool Mentions(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + name.Length == text.Length || !char.IsLetterOrDigit(text[at + name.Length])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDatabase(string kind) => kind.Contains(".sql.", StringComparison.Ordinal) || kind.Contains(".rds.", StringComparison.Ordinal)
        || kind.Contains("dynamodb", StringComparison.OrdinalIgnoreCase) || kind.Contains("database", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"psql|postgres|psycopg|mysql|sqlstate|sqlexception|sqlclient|jdbc|database|connection slots|too many clients|relation ""|\bdb\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DatabaseWords();

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
