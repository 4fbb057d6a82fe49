using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>One series split into incident and baseline, and when it first left the baseline for good.</summary>
public sealed class SeriesReading
{
    private const double AbnormalDeviation = 3;

    /// <summary>Least scale of a count: half an event a period, so that noise about zero is no alarm.</summary>
    private const double CountFloor = 0.5;

    /// <summary>Least scale of a flag, which is 0 or 1: a single failed status check is no noise.</summary>
    private const double FlagFloor = 0.1;

    private SeriesReading(MetricSeries series, IReadOnlyList<MetricPoint> incident, RobustBaseline? baseline)
    {
        Series = series;
        Incident = incident;
        Baseline = baseline;
    }

    public MetricSeries Series { get; }

    /// <summary>Points of the incident window that have a value, in time order.</summary>
    public IReadOnlyList<MetricPoint> Incident { get; }
    public RobustBaseline? Baseline { get; }
    public double Peak => Incident.Count == 0 ? 0 : Incident.Max(point => point.Value!.Value);
    public double Lowest => Incident.Count == 0 ? 0 : Incident.Min(point => point.Value!.Value);
    public double Sum => Incident.Sum(point => point.Value!.Value);

    public static SeriesReading Read(MetricSeries series, InvestigationWindow window)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(window);
        var split = SeriesSplit.Of(series, window);
        var floor = series.Name.StartsWith("StatusCheckFailed", StringComparison.Ordinal) ? FlagFloor
            : series.Unit is "Count" or null ? CountFloor : 1e-9;
        return new SeriesReading(series, split.Incident, RobustBaseline.From(split.Baseline.Select(point => point.Value!.Value), floor));
    }

    /// <summary>
    /// Start of the first period whose value is abnormal and stays so: it and at least one of the next two (or it is the
    /// last). Without a baseline the alarm's own threshold decides. Null when the series never leaves the baseline.
    /// </summary>
    public DateTimeOffset? FirstSustained(AlarmFact? alarm)
    {
        for (var i = 0; i < Incident.Count; i++)
        {
            if (!Abnormal(Incident[i].Value!.Value, alarm))
            {
                continue;
            }

            var following = Incident.Skip(i + 1).Take(2).ToList();
            if (following.Count == 0 || following.Exists(point => Abnormal(point.Value!.Value, alarm)))
            {
                return Incident[i].Time;
            }
        }

        return null;
    }

    private bool Abnormal(double value, AlarmFact? alarm)
    {
        if (Baseline is null)
        {
            return alarm is not null && Breaches(value, alarm);
        }

        var deviation = Baseline.Deviation(value);
        return Direction(alarm) switch
        {
            > 0 => deviation >= AbnormalDeviation,
            < 0 => deviation <= -AbnormalDeviation,
            _ => Math.Abs(deviation) >= AbnormalDeviation,
        };
    }

    private static int Direction(AlarmFact? alarm) => alarm?.Comparison switch
    {
        { } word when word.StartsWith("GreaterThan", StringComparison.Ordinal) => 1,
        { } word when word.StartsWith("LessThan", StringComparison.Ordinal)
            && !word.Contains("OrGreater", StringComparison.Ordinal) => -1,
        _ => 0,
    };

    public static bool Breaches(double value, AlarmFact alarm) => (alarm.Comparison, alarm.Threshold) switch
    {
        (_, null) => false,
        ("GreaterThanOrEqualToThreshold", { } threshold) => value >= threshold,
        ("GreaterThanThreshold", { } threshold) => value > threshold,
        ("LessThanOrEqualToThreshold", { } threshold) => value <= threshold,
        ("LessThanThreshold", { } threshold) => value < threshold,
        _ => false,
    };
}
