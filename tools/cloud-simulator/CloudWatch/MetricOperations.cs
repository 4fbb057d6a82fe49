using System.Globalization;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>GetMetricData and ListMetrics.</summary>
internal sealed partial class MetricOperations(
    LoadedScenario scenario, MetricGenerator generator, MetricFilterSeries filters)
{
    private const int MaxQueries = 500;
    private const int MaxDatapoints = 100_800;
    private const int ListPageSize = 500;

    private sealed record Series(MetricDataQuery Query, string Label, List<(double Time, double Value)> Points);

    public object GetData(GetMetricDataRequest request, AwsCall call)
    {
        call.Require("cloudwatch:GetMetricData", null);
        var (from, to) = Validate(request);
        var offset = PageToken.Read("GetMetricData", request.NextToken) ?? throw CloudWatchErrors.InvalidToken();
        var limit = request.MaxDatapoints ?? MaxDatapoints;
        var descending = request.ScanBy != "TimestampAscending";
        var results = new List<object>();
        var position = 0;
        foreach (var series in Evaluate(request.MetricDataQueries!, from, to, descending, call))
        {
            // A page is a range of the points of all series in a row; a series cut by its end is PartialData.
            if (call.Switch is { SeriesStatus: { } status } broken && Names(broken.SeriesMetric, series.Query))
            {
                var given = series.Points.GetRange(0, status == "PartialData" ? series.Points.Count / 2 : 0);
                results.Add(new
                {
                    series.Query.Id,
                    series.Label,
                    Timestamps = given.Select(point => point.Time).ToList(),
                    Values = given.Select(point => point.Value).ToList(),
                    StatusCode = status,
                    Messages = new[] { new { Code = status, Value = "as the switch says" } },
                });
                continue;
            }

            var skip = Math.Clamp(offset - position, 0, series.Points.Count);
            var take = Math.Clamp(offset + limit - position - skip, 0, series.Points.Count - skip);
            position += series.Points.Count;
            var emptyOnFirstPage = series.Points.Count == 0 && offset == 0;
            if (series.Query.ReturnData != false && (take > 0 || emptyOnFirstPage))
            {
                var points = series.Points.GetRange(skip, take);
                results.Add(new
                {
                    series.Query.Id,
                    series.Label,
                    Timestamps = points.Select(point => point.Time).ToList(),
                    Values = points.Select(point => point.Value).ToList(),
                    StatusCode = skip + take < series.Points.Count ? "PartialData" : "Complete",
                });
            }
        }

        var more = offset + limit < position;
        return new
        {
            MetricDataResults = results,
            Messages = Array.Empty<object>(),
            NextToken = more ? PageToken.Issue("GetMetricData", offset + limit) : null,
        };
    }

    private static bool Names(string? metric, MetricDataQuery query) =>
        metric is null || query.MetricStat?.Metric?.MetricName == metric;

    public object List(ListMetricsRequest request, AwsCall call)
    {
        call.Require("cloudwatch:ListMetrics", null);
        if (request.RecentlyActive is not (null or "PT3H"))
        {
            throw CloudWatchErrors.InvalidParameter("The value for parameter RecentlyActive must be PT3H.");
        }

        var offset = PageToken.Read("ListMetrics", request.NextToken) ?? throw CloudWatchErrors.InvalidToken();
        var found = scenario.Data.Metrics
            .Where(_ => call.Region == scenario.Data.Region)
            .Where(metric => request.Namespace is null || metric.Namespace == request.Namespace)
            .Where(metric => request.MetricName is null || metric.Name == request.MetricName)
            .Where(metric => (request.Dimensions ?? []).All(filter =>
                metric.Dimensions.TryGetValue(filter.Name ?? "", out var value)
                && (filter.Value is null || filter.Value == value)))
            .ToList();
        return new
        {
            Metrics = found.Skip(offset).Take(ListPageSize).Select(metric => new
            {
                metric.Namespace,
                MetricName = metric.Name,
                Dimensions = metric.Dimensions.Select(pair => new { Name = pair.Key, pair.Value }),
            }),
            NextToken = found.Count > offset + ListPageSize
                ? PageToken.Issue("ListMetrics", offset + ListPageSize)
                : null,
        };
    }

    /// <summary>Metrics first, then the expressions over them, in the order of the queries.</summary>
    private IEnumerable<Series> Evaluate(
        IReadOnlyList<MetricDataQuery> queries, DateTimeOffset from, DateTimeOffset to, bool descending, AwsCall call)
    {
        var values = new Dictionary<string, List<(double Time, double Value)>>(StringComparer.Ordinal);
        foreach (var query in queries.Where(query => query.MetricStat is not null))
        {
            values[query.Id!] = Points(query.MetricStat!, from, to, call);
        }

        foreach (var query in queries)
        {
            foreach (var (label, points) in query.Expression is { } expression
                ? Expressed(query, expression, queries, values)
                : [(query.Label ?? query.MetricStat!.Metric!.MetricName!, values[query.Id!])])
            {
                List<(double, double)> ordered = [.. descending ? points.AsEnumerable().Reverse() : points];
                yield return new Series(query, label, ordered);
            }
        }
    }

    private static List<(string Label, List<(double Time, double Value)> Points)> Expressed(
        MetricDataQuery query, string expression, IReadOnlyList<MetricDataQuery> queries,
        Dictionary<string, List<(double Time, double Value)>> values, int depth = 0)
    {
        if (depth > 10)
        {
            throw CloudWatchErrors.Validation($"The expression of {query.Id} reads itself.");
        }

        var label = query.Label ?? query.Id!;
        if (Band().Match(expression) is { Success: true } band)
        {
            return Banded(label, Read(band.Groups[1].Value), double.Parse(band.Groups[2].Value, CultureInfo.InvariantCulture));
        }

        var math = MetricMath.Parse(expression);
        var inputs = math.Ids.ToDictionary(id => id, id => Read(id).ToDictionary(point => point.Time, point => point.Value));
        return
        [
            (label,
            [
                .. inputs.Values.SelectMany(input => input.Keys).Distinct().Order()
                    .Select(time => (Time: time, Value: math.Value(
                        id => inputs[id].TryGetValue(time, out var value) ? value : null)))
                    .Where(point => point.Value is not null).Select(point => (point.Time, point.Value!.Value)),
            ]),
        ];

        List<(double Time, double Value)> Read(string id) =>
            values.TryGetValue(id, out var read) ? read
            : queries.FirstOrDefault(other => other.Id == id && other.Expression is not null) is { } other
                ? Expressed(other, other.Expression!, queries, values, depth + 1)[0].Points
            : throw CloudWatchErrors.Validation($"The expression of {query.Id} reads the unknown id {id}.");
    }

    /// <summary>Two series under one id: a band of so many tenths of the median around it, enough for a plausible shape.</summary>
    private static List<(string Label, List<(double Time, double Value)> Points)> Banded(
        string label, List<(double Time, double Value)> points, double width)
    {
        var sorted = points.Select(point => point.Value).Order().ToList();
        var median = sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
        var half = Math.Max(1, Math.Abs(median) * 0.1) * width;
        return
        [
            ($"{label} High", [.. points.Select(point => (point.Time, median + half))]),
            ($"{label} Low", [.. points.Select(point => (point.Time, median - half))]),
        ];
    }

    private List<(double Time, double Value)> Points(MetricStat stat, DateTimeOffset from, DateTimeOffset to, AwsCall call)
    {
        var asked = stat.Metric!;
        var wanted = (asked.Dimensions ?? []).ToDictionary(pair => pair.Name ?? "", pair => pair.Value ?? "");
        var metric = scenario.Data.Metrics.FirstOrDefault(candidate =>
            call.Region == scenario.Data.Region
            && candidate.Namespace == asked.Namespace
            && candidate.Name == asked.MetricName
            && candidate.Dimensions.Count == wanted.Count
            && candidate.Dimensions.All(pair => wanted.GetValueOrDefault(pair.Key) == pair.Value)
            && (stat.Unit is null || stat.Unit == candidate.Unit));
        var period = Math.Max(60, stat.Period!.Value);
        var first = from.ToUnixTimeSeconds() / period * period;
        if (metric is null && wanted.Count == 0 && call.Region == scenario.Data.Region)
        {
            return filters.Points(asked.Namespace!, asked.MetricName!, first, to.ToUnixTimeSeconds(), period, stat.Stat!);
        }

        var points = new List<(double, double)>();
        for (var time = first; metric is not null && time < to.ToUnixTimeSeconds(); time += period)
        {
            if (generator.Value(metric, DateTimeOffset.FromUnixTimeSeconds(time), period, stat.Stat!) is { } value)
            {
                points.Add((time, value));
            }
        }

        return points;
    }

    private static (DateTimeOffset From, DateTimeOffset To) Validate(GetMetricDataRequest request)
    {
        if (request.MetricDataQueries is not { Count: > 0 } queries)
        {
            throw CloudWatchErrors.Validation("The parameter MetricDataQueries is required.");
        }

        if (queries.Count > MaxQueries)
        {
            throw CloudWatchErrors.Validation(
                "The collection MetricDataQueries must not have a size greater than 500.");
        }

        if (request.StartTime is not { } start || request.EndTime is not { } end)
        {
            throw CloudWatchErrors.Validation("The parameters StartTime and EndTime are required.");
        }

        // Epoch milliseconds are a common mistake; they would be a date tens of thousands of years away.
        if (start >= end || start < 0 || end > 100_000_000_000)
        {
            throw CloudWatchErrors.Validation("The parameter StartTime must be less than the parameter EndTime.");
        }

        if (request.ScanBy is not (null or "TimestampDescending" or "TimestampAscending")
            || request.MaxDatapoints is < 1 or > MaxDatapoints)
        {
            throw CloudWatchErrors.Validation("The value for ScanBy or MaxDatapoints is not supported.");
        }

        var ids = new HashSet<string>();
        for (var i = 0; i < queries.Count; i++)
        {
            Validate(queries[i], $"MetricDataQueries.member.{i + 1}", ids);
        }

        return (
            DateTimeOffset.FromUnixTimeSeconds((long)start),
            DateTimeOffset.FromUnixTimeSeconds((long)Math.Ceiling(end)));
    }

    private static void Validate(MetricDataQuery query, string member, HashSet<string> ids)
    {
        if (query.Id is null || !QueryId().IsMatch(query.Id) || !ids.Add(query.Id))
        {
            throw CloudWatchErrors.Validation($"The value for {member}.Id is missing, repeated or not a valid name.");
        }

        if (query is { Expression.Length: > 0, MetricStat: null })
        {
            return;
        }

        if (query.MetricStat is not { Metric: { Namespace.Length: > 0, MetricName.Length: > 0 } } stat
            || query.Expression is not null)
        {
            throw CloudWatchErrors.Validation($"{member} must have either a MetricStat or an Expression.");
        }

        if (stat.Period is not { } period || !(period is 1 or 5 or 10 or 30 || (period >= 60 && period % 60 == 0)))
        {
            throw CloudWatchErrors.Validation(
                $"The parameter {member}.MetricStat.Period must be a value in the set [ 1, 5, 10, 30 ], "
                + "or must be a multiple of 60.");
        }

        if (stat.Stat is null || !Statistic().IsMatch(stat.Stat))
        {
            throw CloudWatchErrors.Validation(
                $"The value {stat.Stat} for parameter {member}.MetricStat.Stat is not supported.");
        }
    }

    [GeneratedRegex(@"\A\s*ANOMALY_DETECTION_BAND\(\s*([a-z]\w*)\s*,\s*(\d+(?:\.\d+)?)\s*\)\s*\z")]
    private static partial Regex Band();

    [GeneratedRegex(@"\A[a-z][a-zA-Z0-9_]{0,254}\z")]
    private static partial Regex QueryId();

    [GeneratedRegex(@"\A(Sum|Average|Minimum|Maximum|SampleCount|p(100|[0-9]{1,2}(\.[0-9]{1,10})?))\z")]
    private static partial Regex Statistic();
}
