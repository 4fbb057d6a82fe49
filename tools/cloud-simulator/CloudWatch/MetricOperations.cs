using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.CloudWatch;

/// <summary>GetMetricData and ListMetrics.</summary>
internal sealed partial class MetricOperations(LoadedScenario scenario, MetricGenerator generator)
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
        foreach (var series in request.MetricDataQueries!.Select(query => Evaluate(query, from, to, descending, call)))
        {
            // A page is a range of the points of all series in a row; a series cut by its end is PartialData.
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

    private Series Evaluate(
        MetricDataQuery query, DateTimeOffset from, DateTimeOffset to, bool descending, AwsCall call)
    {
        var stat = query.MetricStat!;
        var asked = stat.Metric!;
        var wanted = (asked.Dimensions ?? []).ToDictionary(pair => pair.Name ?? "", pair => pair.Value ?? "");
        var metric = scenario.Data.Metrics.FirstOrDefault(candidate =>
            call.Region == scenario.Data.Region
            && candidate.Namespace == asked.Namespace
            && candidate.Name == asked.MetricName
            && candidate.Dimensions.Count == wanted.Count
            && candidate.Dimensions.All(pair => wanted.GetValueOrDefault(pair.Key) == pair.Value)
            && (stat.Unit is null || stat.Unit == candidate.Unit));
        var points = new List<(double, double)>();
        var period = Math.Max(60, stat.Period!.Value);
        var first = from.ToUnixTimeSeconds() / period * period;
        for (var time = first; metric is not null && time < to.ToUnixTimeSeconds(); time += period)
        {
            if (generator.Value(metric, DateTimeOffset.FromUnixTimeSeconds(time), period, stat.Stat!) is { } value)
            {
                points.Add((time, value));
            }
        }

        if (descending)
        {
            points.Reverse();
        }

        return new Series(query, query.Label ?? asked.MetricName!, points);
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

        if (query.MetricStat is not { Metric: { Namespace.Length: > 0, MetricName.Length: > 0 } } stat
            || query.Expression is not null)
        {
            throw CloudWatchErrors.Validation($"{member} must have a MetricStat; expressions are not simulated.");
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

    [GeneratedRegex(@"\A[a-z][a-zA-Z0-9_]{0,254}\z")]
    private static partial Regex QueryId();

    [GeneratedRegex(@"\A(Sum|Average|Minimum|Maximum|SampleCount|p(100|[0-9]{1,2}(\.[0-9]{1,10})?))\z")]
    private static partial Regex Statistic();
}
