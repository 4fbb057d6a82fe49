using CauseFlow.Contracts;

namespace CauseFlow.Evaluation.Results;

/// <summary>Where each evidence id of a case came from.</summary>
public sealed class EvidenceSources
{
    /// <summary>Rows that one fact points at.</summary>
    private const int MaxPointers = 3;

    private readonly Dictionary<string, List<EvidencePointer>> _pointers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SeriesRows> _series = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public void AddRow(string evidenceId, string file, int row) => Add(evidenceId, new EvidencePointer(file, row, null));

    public void AddId(string evidenceId, string file, string id) => Add(evidenceId, new EvidencePointer(file, null, id));

    /// <param name="series">The series.</param>
    /// <param name="file">Its file.</param>
    /// <param name="rows">The row of each of its points.</param>
    public void AddSeries(MetricSeries series, string file, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(series);
        lock (_lock)
        {
            _series[series.EvidenceId] = new SeriesRows(series, file, rows);
        }
    }

    /// <summary>The pointers of a fact; none for an id that the case does not hold.</summary>
    /// <param name="evidenceId">Its id.</param>
    /// <param name="window">Of a series the telling point of the incident is named.</param>
    public IReadOnlyList<EvidencePointer> Of(string evidenceId, InvestigationWindow window) =>
        _series.TryGetValue(evidenceId, out var series) ? [series.Telling(window)]
        : _pointers.TryGetValue(evidenceId, out var pointers) ? pointers : [];

    private void Add(string evidenceId, EvidencePointer pointer)
    {
        lock (_lock)
        {
            if (!_pointers.TryGetValue(evidenceId, out var pointers))
            {
                _pointers[evidenceId] = pointers = [];
            }

            if (pointers.Count < MaxPointers && !pointers.Contains(pointer))
            {
                pointers.Add(pointer);
            }
        }
    }

    private sealed record SeriesRows(MetricSeries Series, string File, int[] Rows)
    {
        /// <summary>The row of the incident that is farthest from the middle of the rest, the earliest of equals; else the last row.</summary>
        public EvidencePointer Telling(InvestigationWindow window)
        {
            var points = Series.Points;
            var rest = points.Where(point => point.Value is not null && !IsIn(point, window)).Select(point => point.Value!.Value).Order().ToList();
            var middle = rest.Count == 0 ? 0 : rest[rest.Count / 2];
            var (best, distance) = (points.Count - 1, -1.0);
            for (var i = 0; i < points.Count; i++)
            {
                if (points[i].Value is { } value && IsIn(points[i], window) && Math.Abs(value - middle) > distance)
                {
                    (best, distance) = (i, Math.Abs(value - middle));
                }
            }

            return new EvidencePointer(File, Rows[best], null);
        }

        private static bool IsIn(MetricPoint point, InvestigationWindow window) => point.Time >= window.From && point.Time <= window.To;
    }
}
