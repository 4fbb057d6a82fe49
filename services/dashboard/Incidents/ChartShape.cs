using System.Globalization;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Symptoms;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>
/// A series as lines of a drawing of 320 × 110: the incident window and the adjacent baseline before it, the band in which the
/// baseline lies, the alarm's threshold, and where the series left the band. What is abnormal is the diagnosis's own reading.
/// </summary>
internal sealed class ChartShape
{
    public const double Width = 320;
    public const double Height = 110;
    private const double AbnormalDeviation = 3;
    private readonly DateTimeOffset from;
    private readonly DateTimeOffset to;

    private ChartShape(MetricSeries series, InvestigationWindow window, AlarmFact? alarm)
    {
        var reading = SeriesReading.Read(series, window);
        to = window.To;
        from = window.Baselines.Where(baseline => baseline.Kind == BaselineKind.Adjacent).Select(baseline => baseline.From)
            .DefaultIfEmpty(window.From - (window.To - window.From)).Min();
        var points = series.Points.Where(point => point.Time >= from && point.Time < to).OrderBy(point => point.Time).ToList();
        var values = points.Select(point => point.Value).OfType<double>().Where(double.IsFinite).ToList();
        HasData = values.Count > 0;
        Baseline = reading.Baseline;
        Peak = reading.Incident.Count > 0 ? reading.Peak : null;
        ChangedAt = reading.FirstSustained(alarm);
        Threshold = alarm?.Threshold;
        var band = Baseline is { } known ? (Low: known.Median - (AbnormalDeviation * known.Scale), High: known.Median + (AbnormalDeviation * known.Scale)) : ((double Low, double High)?)null;
        Top = values.Append(Threshold ?? double.MinValue).Append(Baseline?.Median ?? double.MinValue).DefaultIfEmpty(1).Max();
        Bottom = Math.Min(0, values.Append(Threshold ?? double.MaxValue).DefaultIfEmpty(0).Min());
        if (Top <= Bottom)
        {
            Top = Bottom + 1;
        }

        Top += (Top - Bottom) * 0.08;
        Line = LineOf(points);
        WindowX = X(window.From);
        ChangedX = ChangedAt is { } at ? X(at) : null;
        ThresholdY = Threshold is { } limit ? Y(limit) : null;
        Band = band is { } range ? (Y(Math.Min(range.High, Top)), Y(Math.Max(range.Low, Bottom))) : null;
    }

    public bool HasData { get; }
    public RobustBaseline? Baseline { get; }
    public double? Peak { get; }
    public double? Threshold { get; }
    public DateTimeOffset? ChangedAt { get; }
    public double Top { get; }
    public double Bottom { get; }

    /// <summary>Path data; interrupted where the cloud had no data.</summary>
    public string Line { get; }
    public double WindowX { get; }
    public double? ChangedX { get; }
    public double? ThresholdY { get; }
    public (double Top, double Bottom)? Band { get; }
    public DateTimeOffset From => from;
    public DateTimeOffset To => to;

    public static ChartShape Of(MetricSeries series, InvestigationWindow window, AlarmFact? alarm) => new(series, window, alarm);

    /// <summary>As attributes of a drawing take numbers.</summary>
    public static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    public double X(DateTimeOffset at) => Math.Clamp((at - from) / (to - from) * Width, 0, Width);

    private double Y(double value) => Height - ((value - Bottom) / (Top - Bottom) * Height);

    private string LineOf(List<MetricPoint> points)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        foreach (var point in points)
        {
            if (point.Value is not { } value || !double.IsFinite(value))
            {
                isDrawing = false;
                continue;
            }

            path.Append(isDrawing ? 'L' : 'M').Append(N(X(point.Time))).Append(' ').Append(N(Y(value)));

            // A point without neighbours is seen as a dot of its own.
            path.Append(isDrawing ? "" : "h.01");
            isDrawing = true;
        }

        return path.ToString();
    }
}
