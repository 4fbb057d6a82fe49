using CauseFlow.Collection;
using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Input;

/// <summary>Gathers the rows of one series.</summary>
internal sealed class SeriesBuilder(string key, ResourceRef resource, string metric, string statistic)
{
    private const int DefaultPeriodSeconds = 60;
    private readonly List<(DateTimeOffset Time, double? Value, int Row)> _rows = [];
    private string? _unit;
    private bool _isInOrder = true;

    /// <summary>Resource id, metric and statistic.</summary>
    public string Key => key;

    /// <summary>Rows usually come in the order of their time; sorting them again would be most of the work.</summary>
    public void Add(DateTimeOffset time, double? value, int row)
    {
        _isInOrder &= _rows.Count == 0 || time > _rows[^1].Time;
        _rows.Add((time, value, row));
    }

    /// <summary>Where the rows of a series disagree about its unit, the first in the alphabet stands.</summary>
    public void AddUnit(string unit)
    {
        if (unit.Length > 0 && (_unit is null || string.CompareOrdinal(unit, _unit) < 0))
        {
            _unit = unit;
        }
    }

    public bool IsOf(ResourceRef subject, Incident incident) =>
        resource.Id == subject.Id && Same(metric, incident.Metric) && (incident.Statistic is null || Same(statistic, incident.Statistic));

    public (MetricSeries Series, int[] Rows) Build(EvidenceIds ids, DateTimeOffset asOf, bool isAlarm)
    {
        if (!_isInOrder)
        {
            Sort();
        }

        var points = new List<MetricPoint>(_rows.Count);
        var rows = new List<int>(_rows.Count);
        for (var i = 0; i < _rows.Count;)
        {
            var end = i + 1;
            while (end < _rows.Count && _rows[end].Time == _rows[i].Time)
            {
                end++;
            }

            points.Add(new MetricPoint { Time = _rows[i].Time, Value = Value(i, end) });
            rows.Add(_rows[FirstWithValue(i, end)].Row);
            i = end;
        }

        return (new MetricSeries
        {
            EvidenceId = ids.For("metric", resource.Id, metric, statistic), Resource = resource, Namespace = "", Name = metric,
            Statistic = statistic, Unit = _unit, PeriodSeconds = PeriodOf(points),
            Role = isAlarm ? MetricRole.Alarm : MetricRole.Companion, Points = points, ObservedAt = asOf,
        }, [.. rows]);
    }

    private static bool Same(string word, string? other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);

    private void Sort() => _rows.Sort((left, right) => left.Time.CompareTo(right.Time) is not 0 and var order ? order
        : Nullable.Compare(left.Value, right.Value) is not 0 and var values ? values : left.Row.CompareTo(right.Row));

    private int FirstWithValue(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (_rows[i].Value is not null)
            {
                return i;
            }
        }

        return from;
    }

    /// <summary>Rows of one time that disagree stand for their mean; none has a value, there is none.</summary>
    private double? Value(int from, int to)
    {
        var (sum, count) = (0.0, 0);
        double? last = null;
        for (var i = from; i < to; i++)
        {
            if (_rows[i].Value is { } value && value != last)
            {
                sum += value;
                count++;
                last = value;
            }
        }

        return count == 0 ? null : count == 1 ? last : sum / count;
    }

    /// <summary>The usual distance of two points: the median, so that gaps do not count.</summary>
    private static int PeriodOf(List<MetricPoint> points)
    {
        if (points.Count < 2)
        {
            return DefaultPeriodSeconds;
        }

        var steps = new double[points.Count - 1];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = (points[i + 1].Time - points[i].Time).TotalSeconds;
        }

        Array.Sort(steps);
        return (int)Math.Clamp(Math.Round(steps[steps.Length / 2]), 1, 86_400);
    }
}
