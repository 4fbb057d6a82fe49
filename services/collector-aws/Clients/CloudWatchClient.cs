using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Collection;
using CauseFlow.Collection.Metrics;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>CloudWatch in awsJson1.0.</summary>
internal sealed class CloudWatchClient(AwsHttp http) : ICloudWatchClient
{
    private const string Alarms = "cloudwatch:DescribeAlarms";
    private const string History = "cloudwatch:DescribeAlarmHistory";
    private const string Data = "cloudwatch:GetMetricData";

    public async Task<IReadOnlyList<CloudAlarm>> DescribeAlarmsAsync(
        IReadOnlyList<string> names, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await DescribeAsync(
            new JsonObject { ["AlarmNames"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) }, calls, cancellationToken);
        return [.. AlarmsIn(answer).Where(alarm => names.Contains(alarm.Name))];
    }

    public async Task<IReadOnlyList<CloudAlarm>> DescribeFiringAlarmsAsync(
        CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await DescribeAsync(new JsonObject { ["StateValue"] = "ALARM" }, calls, cancellationToken);

        // An endpoint that does not know the parameter sends them all.
        return [.. AlarmsIn(answer).Where(alarm => alarm.State == "ALARM")];
    }

    public async Task<IReadOnlyList<string>> DescribeChildrenAsync(
        string composite, CallMeter calls, CancellationToken cancellationToken)
    {
        using var answer = await CallAsync(Alarms, new JsonObject { ["ChildrenOfAlarmName"] = composite }, calls, cancellationToken);
        return [.. answer.RootElement.Items("MetricAlarms").Concat(answer.RootElement.Items("CompositeAlarms"))
            .Select(alarm => alarm.Text("AlarmName")).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    public async Task<Pages<AlarmTransition>> DescribeAlarmHistoryAsync(
        string name, DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var transitions = new List<AlarmTransition>();
        var complete = await PagedAsync(
            History,
            new JsonObject
            {
                ["AlarmName"] = name,
                ["HistoryItemType"] = "StateUpdate",
                ["StartDate"] = AwsJson.ToEpoch(from),
                ["EndDate"] = AwsJson.ToEpoch(to),
                ["ScanBy"] = "TimestampDescending",
                ["MaxRecords"] = 100,
            },
            root => transitions.AddRange(
                root.Items("AlarmHistoryItems").Select(AlarmReader.Transition).OfType<AlarmTransition>()),
            maxPages, calls, cancellationToken);
        return new Pages<AlarmTransition>(transitions, complete);
    }

    public async Task<Pages<NamedTransition>> DescribeHistoryAsync(
        DateTimeOffset from, DateTimeOffset to, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        var transitions = new List<NamedTransition>();
        var complete = await PagedAsync(
            History,
            new JsonObject
            {
                // Without them AWS leaves composite alarms out.
                ["AlarmTypes"] = new JsonArray("MetricAlarm", "CompositeAlarm"),
                ["HistoryItemType"] = "StateUpdate",
                ["StartDate"] = AwsJson.ToEpoch(from),
                ["EndDate"] = AwsJson.ToEpoch(to),
                ["ScanBy"] = "TimestampAscending",
                ["MaxRecords"] = 100,
            },
            root => transitions.AddRange(
                root.Items("AlarmHistoryItems").Select(AlarmReader.Named).OfType<NamedTransition>()),
            maxPages, calls, cancellationToken);
        return new Pages<NamedTransition>(transitions, complete);
    }

    public async Task<MetricAnswer<MetricValues>> GetMetricDataAsync(
        IReadOnlyList<MetricQuery> queries, DateTimeOffset from, DateTimeOffset to, int maxPages,
        CallMeter calls, CancellationToken cancellationToken)
    {
        var series = queries.Select(_ => new PagedSeries()).ToList();
        var messages = new List<string>();
        var complete = await PagedAsync(
            Data, Window(from, to, queries.Select((query, i) => Query(query, i))),
            root =>
            {
                messages.AddRange(PagedSeries.Messages(root));
                foreach (var result in root.Items("MetricDataResults"))
                {
                    if (result.Text("Id") is { Length: > 1 } id
                        && int.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                        && index < series.Count)
                    {
                        series[index].Add(result);
                    }
                }
            },
            maxPages, calls, cancellationToken);
        return new MetricAnswer<MetricValues>([.. series.Select(one => one.Read(complete))], messages);
    }

    public async Task<Pages<string>> ListDimensionValuesAsync(
        DimensionFilter filter, string dimension, int maxPages, CallMeter calls, CancellationToken cancellationToken)
    {
        var values = new List<string>();
        var body = new JsonObject
        {
            ["Namespace"] = filter.Namespace,
            ["MetricName"] = filter.Name,
            ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = filter.Dimension, ["Value"] = filter.Value }),
        };
        var complete = await PagedAsync(
            "cloudwatch:ListMetrics", body,
            root => values.AddRange(root.Items("Metrics").SelectMany(metric => metric.Items("Dimensions"))
                .Where(found => found.Text("Name") == dimension).Select(found => found.Text("Value")).OfType<string>()),
            maxPages, calls, cancellationToken);
        return new Pages<string>([.. values.Distinct(StringComparer.Ordinal)], complete);
    }

    public async Task<MetricAnswer<LineValues>> GetMetricMathAsync(
        IReadOnlyList<AlarmLine> lines, DateTimeOffset from, DateTimeOffset to, int maxPages,
        CallMeter calls, CancellationToken cancellationToken)
    {
        var series = new Dictionary<(string Id, string? Label), PagedSeries>();
        var messages = new List<string>();
        var complete = await PagedAsync(
            Data, Window(from, to, lines.Select(Line)),
            root =>
            {
                messages.AddRange(PagedSeries.Messages(root));
                foreach (var result in root.Items("MetricDataResults"))
                {
                    var key = (result.Text("Id") ?? "", result.Text("Label"));
                    if (!series.TryGetValue(key, out var line))
                    {
                        series[key] = line = new PagedSeries();
                    }

                    line.Add(result);
                }
            },
            maxPages, calls, cancellationToken);
        return new MetricAnswer<LineValues>(
            [.. series.Select(found => new LineValues(found.Key.Id, found.Key.Label, found.Value.Read(complete)))], messages);
    }

    /// <summary>
    /// Without AlarmTypes AWS leaves composite alarms out. An endpoint that has none may refuse the parameter, and is then
    /// asked once more without it.
    /// </summary>
    private async Task<JsonDocument> DescribeAsync(JsonObject which, CallMeter calls, CancellationToken cancellationToken)
    {
        which["MaxRecords"] = 100;
        var plain = which.DeepClone().AsObject();
        which["AlarmTypes"] = new JsonArray("MetricAlarm", "CompositeAlarm");
        try
        {
            return await CallAsync(Alarms, which, calls, cancellationToken);
        }
        catch (PermanentCollectionException e) when (e.Reason == RefusalReason.ProviderError)
        {
            return await CallAsync(Alarms, plain, calls, cancellationToken);
        }
    }

    private static IEnumerable<CloudAlarm> AlarmsIn(JsonDocument answer) =>
        answer.RootElement.Items("MetricAlarms").Concat(answer.RootElement.Items("CompositeAlarms"))
            .Select(AlarmReader.Alarm).OfType<CloudAlarm>();

    /// <summary>Reads pages up to the bound; a token that comes again would go on for ever and ends it. False when cut off.</summary>
    private async Task<bool> PagedAsync(
        string permission, JsonObject body, Action<JsonElement> read, int maxPages, CallMeter calls,
        CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = 0; page < maxPages; page++)
        {
            if (body["MetricDataQueries"] is JsonArray { Count: var metrics })
            {
                calls.SpendMetrics(permission, metrics);
            }

            using var answer = await CallAsync(permission, body, calls, cancellationToken);
            read(answer.RootElement);
            if (answer.RootElement.Text("NextToken") is not { Length: > 0 } token)
            {
                return true;
            }

            if (!seen.Add(token))
            {
                return false;
            }

            body["NextToken"] = token;
        }

        return false;
    }

    private Task<JsonDocument> CallAsync(
        string permission, JsonObject body, CallMeter calls, CancellationToken cancellationToken) =>
        http.SendAsync(new AwsCall(AwsService.CloudWatch, permission, body), calls, cancellationToken);

    private static JsonObject Window(DateTimeOffset from, DateTimeOffset to, IEnumerable<JsonNode> queries) => new()
    {
        ["StartTime"] = AwsJson.ToEpoch(from),
        ["EndTime"] = AwsJson.ToEpoch(to),
        ["ScanBy"] = "TimestampAscending",
        ["MetricDataQueries"] = new JsonArray([.. queries]),
    };

    private static JsonObject Query(MetricQuery query, int index) => new()
    {
        ["Id"] = string.Create(CultureInfo.InvariantCulture, $"m{index}"),
        ["ReturnData"] = true,
        ["MetricStat"] = Stat(query.Metric, query.Statistic),
    };

    /// <summary>Every line is returned, also the inputs: an expression alone does not tell which of them moved.</summary>
    private static JsonObject Line(AlarmLine line)
    {
        var query = new JsonObject { ["Id"] = line.Id, ["ReturnData"] = true };
        if (line.Label is not null)
        {
            query["Label"] = line.Label;
        }

        if (line.Metric is { } metric)
        {
            query["MetricStat"] = Stat(metric, metric.Statistic);
        }
        else
        {
            query["Expression"] = line.Expression;
            if (line.PeriodSeconds is { } period)
            {
                query["Period"] = period;
            }
        }

        return query;
    }

    private static JsonObject Stat(AlarmMetric metric, string statistic) => new()
    {
        ["Metric"] = new JsonObject
        {
            ["Namespace"] = metric.Namespace,
            ["MetricName"] = metric.Name,
            ["Dimensions"] = new JsonArray([.. metric.Dimensions
                .OrderBy(d => d.Key, StringComparer.Ordinal)
                .Select(d => new JsonObject { ["Name"] = d.Key, ["Value"] = d.Value })]),
        },
        ["Period"] = metric.PeriodSeconds,
        ["Stat"] = statistic,
    };
}
