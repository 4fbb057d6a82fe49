using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.Collection.Plans;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Sources;

/// <summary>The series of one call that were not read whole, and what CloudWatch says of them.</summary>
internal sealed class MetricGaps
{
    private const int MaxNamed = 5;
    private const string Forbidden = "Forbidden";
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string?> _series = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _messages = new(StringComparer.Ordinal);

    public bool Any => _series.Count + _messages.Count > 0;

    public void Add(IEnumerable<string> messages) => _messages.UnionWith(messages);

    public void Add(string label, MetricValues values)
    {
        if (values.IsWhole || values.Points.Count > 0)
        {
            _read.Add(label);
        }

        if (!values.IsWhole)
        {
            _series[label] = values.Problem ?? _series.GetValueOrDefault(label);
        }
    }

    /// <summary>Partial; the source has failed only where nothing at all was read.</summary>
    public Coverage Row(CollectionContext context, SourcePlan plan, string api, int maxPages)
    {
        var forbidden = _series.Values.Any(problem => problem?.StartsWith(Forbidden, StringComparison.Ordinal) == true);
        var refused = forbidden || _messages.Count > 0 || _series.Values.Any(problem => problem is not null);
        var outcome = _read.Count > 0 ? CoverageOutcome.Partial : forbidden ? CoverageOutcome.Denied : CoverageOutcome.Failed;
        var said = new List<string>();
        if (_series.Count > 0)
        {
            var named = _series.Take(MaxNamed)
                .Select(series => $"{series.Key} ({series.Value ?? $"more than {maxPages} pages of values"})");
            var others = _series.Count > MaxNamed ? $" and {_series.Count - MaxNamed} more" : "";
            said.Add($"{_series.Count} series were not read whole: {string.Join("; ", named)}{others}.");
        }

        said.AddRange(_messages.Take(MaxNamed).Select(message => $"CloudWatch says: {message}."));
        return CoverageRows.Of(context, plan, api, outcome, string.Join(' ', said)) with
        {
            Reason = !refused ? null : forbidden ? RefusalReason.MissingPermission : RefusalReason.ProviderError,
            Remedy = !refused ? null
                : forbidden ? "Check whether the role may read these metrics, also where they belong to another account."
                : "Start the investigation again; if it repeats, look at the metric in CloudWatch's console.",
        };
    }
}
