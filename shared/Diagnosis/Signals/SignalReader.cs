using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Statistics;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Diagnosis.Signals;

/// <summary>Reads series as signals. Missing points are missing: nothing is filled in, a gap ends a stretch of the baseline.</summary>
internal static class SignalReader
{
    /// <summary>Periods without a value that end a stretch.</summary>
    private const int MaxGapPeriods = 3;

    /// <summary>5 % of the median: under that, nobody would call a latency changed. Not for ratios, where it hides everything (measured on public incidents).</summary>
    private const double RelativeFloor = 0.05;

    /// <summary>Points before the window that a change of level is looked for with.</summary>
    private const int ChangeContext = 30;

    /// <summary>Series whose level changes are looked for; more cost time and add nothing to an onset.</summary>
    private const int MaxChanges = 20;

    public static IReadOnlyList<Signal> Read(CaseEvidence evidence)
    {
        var window = evidence.File.Window;
        var signals = evidence.Metrics.Select(series => Read(series, evidence, window)).OfType<Signal>()
            .OrderByDescending(signal => signal.Series.Role == MetricRole.Alarm)
            .ThenByDescending(signal => signal.Deviation.Surprise).ThenBy(signal => signal.Series.EvidenceId, StringComparer.Ordinal).ToList();
        return [.. signals.Select((signal, rank) => rank < MaxChanges ? signal with { Change = ChangeOf(signal, window) } : signal)];
    }

    private static Signal? Read(MetricSeries series, CaseEvidence evidence, InvestigationWindow window)
    {
        var split = SeriesSplit.Of(series, window);
        double[] inside = [.. split.Incident.Select(point => point.Value!.Value)];
        var before = Stretches(split.Baseline, series.PeriodSeconds);
        if (split.Baseline.Count < SeriesSplit.MinBaseline)
        {
            // The quiet start of the window itself then serves.
            if (ChangePoint.Single(inside) is not { } at || at < 2)
            {
                return null;
            }

            (before, inside) = ([inside[..at]], inside[at..]);
        }

        if (inside.Length == 0)
        {
            return null;
        }

        var meaning = SignalMeaning.Of(series);
        var harm = series.Role == MetricRole.Alarm && DirectionOf(evidence.Alarm) is var asked and not 0 ? asked : meaning.Harm;
        var (floor, share) = FloorOf(series, meaning);
        int[] directions = harm == 0 ? [1, -1] : [harm];
        return directions
            .Select(direction => WindowDeviation.Of(before, inside, direction, floor, share) is { } deviation
                ? new Signal(series, evidence.Topology.NumberOf(series.Resource), meaning, direction, deviation, direction > 0 ? inside.Max() : inside.Min(), null)
                : null)
            .OfType<Signal>().MaxBy(signal => signal.Deviation.Deviation);
    }

    /// <summary>1 where the alarm fires on more, −1 where it fires on less, 0 where it is not said.</summary>
    public static int DirectionOf(AlarmFact? alarm) => alarm?.Comparison switch
    {
        { } word when word.StartsWith("GreaterThan", StringComparison.Ordinal) => 1,
        { } word when word.StartsWith("LessThan", StringComparison.Ordinal) && !word.Contains("OrGreater", StringComparison.Ordinal) => -1,
        _ => 0,
    };

    /// <summary>The hour before and the same hour of earlier days are stretches of their own: no window reaches over the gap.</summary>
    private static List<IReadOnlyList<double>> Stretches(IEnumerable<MetricPoint> points, int periodSeconds)
    {
        var stretches = new List<List<double>>();
        DateTimeOffset? last = null;
        foreach (var point in points)
        {
            if (last is null || point.Time - last > TimeSpan.FromSeconds(MaxGapPeriods * Math.Max(1, periodSeconds)))
            {
                stretches.Add([]);
            }

            stretches[^1].Add(point.Value!.Value);
            last = point.Time;
        }

        return [.. stretches];
    }

    /// <summary>Least scales in the series' own unit, and as a share of the median.</summary>
    private static (double Floor, double Share) FloorOf(MetricSeries series, SignalMeaning meaning) => meaning switch
    {
        { Kind: SignalKind.Availability } => (series.Points.Max(point => point.Value) is > 1.5 ? 0.1 : 0.001, 0),
        { PercentFactor: { } factor } => (1 / factor, 0),
        { Kind: SignalKind.Other } when series.Name.StartsWith("StatusCheckFailed", StringComparison.Ordinal) => (0.1, RelativeFloor),
        _ when series.Unit is "Count" or "None" => (0.5, RelativeFloor),
        _ => (1e-9, RelativeFloor),
    };

    /// <summary>The change of level nearest to the window's farthest excursion that leads in the judged direction.</summary>
    private static DateTimeOffset? ChangeOf(Signal signal, InvestigationWindow window)
    {
        if (!signal.IsAnomalous)
        {
            return null;
        }

        // A spike must not be all that is seen: values are clipped at ten scales.
        var (median, scale) = (signal.Deviation.Median, signal.Deviation.Scale);
        var split = SeriesSplit.Of(signal.Series, window);
        List<MetricPoint> context = [.. split.Baseline.Where(point => point.Time < window.From).TakeLast(ChangeContext), .. split.Incident];
        double[] values = [.. context.Select(point => Math.Clamp((point.Value!.Value - median) / scale, -10, 10) * signal.Direction)];
        var changes = ChangePoint.All(values).Where(at => context[at].Time >= window.From && values[at] > values[at - 1]);
        int? found = changes.Cast<int?>().FirstOrDefault() ?? ChangePoint.Single(values);
        return found is { } index && context[index].Time >= window.From ? context[index].Time : null;
    }
}
