using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>CloudWatch in awsJson1.0.</summary>
internal sealed class CloudWatchClient(AwsHttp http) : ICloudWatchClient
{
    public async Task<CloudAlarm?> DescribeAlarmAsync(string name, CallMeter calls, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["AlarmNames"] = new JsonArray(name),
            ["AlarmTypes"] = new JsonArray("MetricAlarm", "CompositeAlarm"),
        };
        using var answer = await http.SendAsync(
            new AwsCall(AwsService.CloudWatch, "cloudwatch:DescribeAlarms", body), calls, cancellationToken);
        return answer.RootElement.Items("MetricAlarms").Concat(answer.RootElement.Items("CompositeAlarms"))
            .Select(Alarm)
            .FirstOrDefault(alarm => alarm?.Name == name);
    }

    public async Task<IReadOnlyList<MetricValues>> GetMetricDataAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, int periodSeconds, int maxPages,
        CallMeter calls, CancellationToken cancellationToken)
    {
        var points = queries.Select(_ => new Dictionary<DateTimeOffset, double>()).ToList();
        string? token = null;
        var pages = 0;
        do
        {
            calls.SpendMetrics("cloudwatch:GetMetricData", queries.Count);
            var body = Request(queries, from, to, periodSeconds, token);
            using var answer = await http.SendAsync(
                new AwsCall(AwsService.CloudWatch, "cloudwatch:GetMetricData", body), calls, cancellationToken);
            foreach (var result in answer.RootElement.Items("MetricDataResults"))
            {
                Add(result, points);
            }

            token = answer.RootElement.Text("NextToken");
        }
        while (token is not null && ++pages < maxPages);
        return [.. points.Select(series => new MetricValues(series, token is null))];
    }

    public async Task<Pages<string>> ListDimensionValuesAsync(
        MetricFilter filter, string dimension, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        var values = new List<string>();
        string? token = null;
        var pages = 0;
        do
        {
            var body = new JsonObject
            {
                ["Namespace"] = filter.Namespace,
                ["MetricName"] = filter.Name,
                ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = filter.Dimension, ["Value"] = filter.Value }),
            };
            if (token is not null)
            {
                body["NextToken"] = token;
            }

            using var answer = await http.SendAsync(
                new AwsCall(AwsService.CloudWatch, "cloudwatch:ListMetrics", body), calls, cancellationToken);
            values.AddRange(answer.RootElement.Items("Metrics")
                .Select(metric => Dimensions(metric).GetValueOrDefault(dimension)).OfType<string>());
            token = answer.RootElement.Text("NextToken");
        }
        while (token is not null && ++pages < maxPages);
        return new Pages<string>([.. values.Distinct(StringComparer.Ordinal)], token is null);
    }

    private static JsonObject Request(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, int periodSeconds, string? token)
    {
        var body = new JsonObject
        {
            ["StartTime"] = AwsJson.ToEpoch(from),
            ["EndTime"] = AwsJson.ToEpoch(to),
            ["ScanBy"] = "TimestampAscending",
            ["MetricDataQueries"] = new JsonArray([.. queries.Select((query, i) => Query(query, i, periodSeconds))]),
        };
        if (token is not null)
        {
            body["NextToken"] = token;
        }

        return body;
    }

    private static JsonObject Query(MetricQuery query, int index, int periodSeconds) => new()
    {
        ["Id"] = string.Create(CultureInfo.InvariantCulture, $"m{index}"),
        ["ReturnData"] = true,
        ["MetricStat"] = new JsonObject
        {
            ["Metric"] = new JsonObject
            {
                ["Namespace"] = query.Metric.Namespace,
                ["MetricName"] = query.Metric.Name,
                ["Dimensions"] = new JsonArray([.. query.Metric.Dimensions
                    .OrderBy(d => d.Key, StringComparer.Ordinal)
                    .Select(d => new JsonObject { ["Name"] = d.Key, ["Value"] = d.Value })]),
            },
            ["Period"] = periodSeconds,
            ["Stat"] = query.Statistic,
        },
    };

    private static void Add(JsonElement result, List<Dictionary<DateTimeOffset, double>> points)
    {
        if (result.Text("Id") is not { Length: > 1 } id
            || !int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index >= points.Count)
        {
            return;
        }

        foreach (var (time, value) in result.Items("Timestamps").Zip(result.Items("Values")))
        {
            if (time.ValueKind == JsonValueKind.Number && value.ValueKind == JsonValueKind.Number
                && AwsJson.FromEpoch(time.GetDouble()) is { } at)
            {
                points[index][at] = value.GetDouble();
            }
        }
    }

    private static CloudAlarm? Alarm(JsonElement alarm)
    {
        if (alarm.Text("AlarmArn") is not { } arn || alarm.Text("AlarmName") is not { } name
            || (alarm.Epoch("StateTransitionedTimestamp") ?? alarm.Epoch("StateUpdatedTimestamp")) is not { } changedAt)
        {
            return null;
        }

        return new CloudAlarm
        {
            Arn = arn,
            Name = name,
            Description = alarm.Text("AlarmDescription"),
            State = alarm.Text("StateValue") ?? "INSUFFICIENT_DATA",
            Reason = alarm.Text("StateReason"),
            StateChangedAt = changedAt,
            Metrics = Metrics(alarm),
            EvaluationPeriods = alarm.Integer("EvaluationPeriods") ?? 1,
            DatapointsToAlarm = alarm.Integer("DatapointsToAlarm"),
            TreatMissingData = alarm.Text("TreatMissingData"),
            Threshold = alarm.Number("Threshold"),
            Comparison = alarm.Text("ComparisonOperator"),
            Rule = alarm.Text("AlarmRule"),
            HasOkAction = alarm.Texts("OKActions").Count > 0,
            HasAlarmAction = alarm.Texts("AlarmActions").Count > 0,
        };
    }

    private static IReadOnlyList<AlarmMetric> Metrics(JsonElement alarm)
    {
        if (alarm.Text("Namespace") is { } plain && alarm.Text("MetricName") is { } name)
        {
            var statistic = alarm.Text("Statistic") ?? alarm.Text("ExtendedStatistic") ?? "Average";
            return [new AlarmMetric(
                plain, name, statistic, alarm.Text("Unit"), alarm.Integer("Period") ?? 60, Dimensions(alarm))];
        }

        return [.. alarm.Items("Metrics").Select(MathMetric).OfType<AlarmMetric>()];
    }

    private static AlarmMetric? MathMetric(JsonElement query) =>
        query.Member("MetricStat") is { } stat && stat.Member("Metric") is { } metric
        && metric.Text("Namespace") is { } space && metric.Text("MetricName") is { } name
            ? new AlarmMetric(
                space, name, stat.Text("Stat") ?? "Average", stat.Text("Unit"), stat.Integer("Period") ?? 60,
                Dimensions(metric))
            : null;

    private static Dictionary<string, string> Dimensions(JsonElement owner)
    {
        var dimensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dimension in owner.Items("Dimensions"))
        {
            if (dimension.Text("Name") is { } name && dimension.Text("Value") is { } value)
            {
                dimensions[name] = value;
            }
        }

        return dimensions;
    }
}
