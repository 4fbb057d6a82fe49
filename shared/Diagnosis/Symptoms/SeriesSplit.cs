using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis.Symptoms;

/// <summary>The points of a series that have a value, inside the incident window and as its baseline, in time order.</summary>
/// <param name="Incident">Inside the window.</param>
/// <param name="Baseline">Before it.</param>
internal sealed record SeriesSplit(IReadOnlyList<MetricPoint> Incident, IReadOnlyList<MetricPoint> Baseline)
{
    /// <summary>Fewer values before are no baseline.</summary>
    public const int MinBaseline = 4;

    /// <summary>The incident may have begun a little before its window: the last moments before it are neither.</summary>
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(90);

    /// <summary>So long after the window an incident is taken to be over.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromHours(1);

    /// <summary>Where nothing was measured before, as in a replay of an old case, what was long after shows what is usual.</summary>
    public static SeriesSplit Of(MetricSeries series, InvestigationWindow window)
    {
        List<MetricPoint> points = [.. series.Points.Where(point => point.Value is { } value && double.IsFinite(value))];
        if (!IsOrdered(points))
        {
            points = [.. points.OrderBy(point => point.Time).ThenBy(point => point.Value).DistinctBy(point => point.Time)];
        }

        List<MetricPoint> before = [.. points.Where(point => point.Time < window.From - Guard)];
        return new(
            [.. points.Where(point => point.Time >= window.From && point.Time < window.To)],
            before.Count >= MinBaseline ? before : [.. before, .. points.Where(point => point.Time >= window.To + Aftermath)]);
    }

    /// <summary>As collectors publish them: each later than the one before.</summary>
    private static bool IsOrdered(List<MetricPoint> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            if (points[i].Time <= points[i - 1].Time)
            {
                return false;
            }
        }

        return true;
    }
}
