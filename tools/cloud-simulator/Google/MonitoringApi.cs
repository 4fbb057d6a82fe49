using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>Cloud Monitoring: aligned time series, newest point first, and the alerting policy.</summary>
internal sealed class MonitoringApi(LoadedScenario scenario, ScenarioGoogle google)
{
    public JsonObject TimeSeries(GoogleCall call)
    {
        call.Require("monitoring.timeSeries.list", $"projects/{google.Project}");
        var query = call.Request;
        var filter = LogFilter.Parse(query.Parameter("filter") ?? throw GoogleErrors.Invalid("Field filter had an invalid value of \"\""));
        var (from, to) = (GoogleTime.Read(query.Parameter("interval.startTime")), GoogleTime.Read(query.Parameter("interval.endTime")));
        if (to is null || from is null || from > to)
        {
            throw GoogleErrors.Invalid("Field interval had an invalid value.");
        }

        var matching = google.TimeSeries.Where(series => filter.Matches(field => Field(series, field))).ToList();
        if (matching.Select(series => series.Type).Distinct(StringComparer.Ordinal).Count() > 1 || !filter.Names("metric.type"))
        {
            throw GoogleErrors.Invalid("Field filter had an invalid value: must restrict to a single metric type.");
        }

        var seconds = int.TryParse(query.Parameter("aggregation.alignmentPeriod")?.TrimEnd('s'), out var period) ? Math.Max(60, period) : 60;
        var aligner = query.Parameter("aggregation.perSeriesAligner") ?? "ALIGN_NONE";
        var views = matching.Select(series => View(series, from.Value, to.Value, seconds, aligner))
            .Where(view => ((JsonArray)view["points"]!).Count > 0).Select(view => (JsonNode)view).ToList();
        if (query.Parameter("aggregation.crossSeriesReducer") is "REDUCE_SUM" && views.Count > 1)
        {
            views = [Sum(views)];
        }

        var answer = call.Page("timeSeries", views, query.Number("pageSize", 1000, 100_000), query.Parameter("pageToken"));
        if (call.Switch.PartialZones)
        {
            answer["executionErrors"] = new JsonArray(new JsonObject { ["code"] = 14, ["message"] = "Some points could not be read." });
        }

        if (matching.Count > 0)
        {
            answer["unit"] = matching[0].Unit;
        }

        return answer;
    }

    public JsonObject AlertPolicy(GoogleCall call, string id)
    {
        call.Require("monitoring.alertPolicies.get", $"projects/{google.Project}/alertPolicies/{id}");
        var alarm = google.Alarm is { } known && known.Policy == id ? known
            : throw GoogleErrors.NotFound($"Could not find alert policy projects/{google.Project}/alertPolicies/{id}; it");
        return new JsonObject
        {
            ["name"] = google.PolicyName, ["displayName"] = alarm.Name, ["combiner"] = "OR", ["enabled"] = true,
            ["documentation"] = new JsonObject { ["content"] = alarm.Documentation, ["mimeType"] = "text/markdown" },
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["name"] = google.ConditionName, ["displayName"] = alarm.Name, ["conditionThreshold"] = Threshold(alarm),
            }),
            ["creationRecord"] = new JsonObject { ["mutateTime"] = GoogleTime.Text(scenario.At(-60 * 24 * 30)) },
            ["notificationChannels"] = new JsonArray($"projects/{google.Project}/notificationChannels/1001"),
        };
    }

    public static JsonObject Threshold(ScenarioGoogleAlarm alarm) => new()
    {
        ["filter"] = Filter(alarm),
        ["aggregations"] = new JsonArray(new JsonObject
        {
            ["alignmentPeriod"] = string.Create(CultureInfo.InvariantCulture, $"{alarm.AlignmentSeconds}s"),
            ["perSeriesAligner"] = alarm.Aligner, ["crossSeriesReducer"] = "REDUCE_SUM",
        }),
        ["comparison"] = alarm.Comparison, ["thresholdValue"] = alarm.Threshold,
        ["duration"] = string.Create(CultureInfo.InvariantCulture, $"{alarm.DurationSeconds}s"),
        ["trigger"] = new JsonObject { ["count"] = 1 },
    };

    private static string Filter(ScenarioGoogleAlarm alarm) => string.Join(" AND ",
    [
        $"metric.type=\"{alarm.MetricType}\"", $"resource.type=\"{alarm.ResourceType}\"",
        .. alarm.ResourceLabels.Where(label => label.Key is not ("project_id" or "revision_name"))
            .Select(label => $"resource.labels.{label.Key}=\"{label.Value}\""),
        .. alarm.MetricLabels.Select(label => $"metric.labels.{label.Key}=\"{label.Value}\""),
    ]);

    private string? Field(ScenarioTimeSeries series, string field) => field switch
    {
        "metric.type" => series.Type,
        "resource.type" => series.ResourceType,
        "project" => google.Project,
        "resource.labels.project_id" => google.Project,
        _ when field.StartsWith("resource.labels.", StringComparison.Ordinal) =>
            series.ResourceLabels.GetValueOrDefault(field["resource.labels.".Length..]),
        _ when field.StartsWith("metric.labels.", StringComparison.Ordinal) => series.Labels.GetValueOrDefault(field["metric.labels.".Length..]),
        _ => null,
    };

    private JsonObject View(ScenarioTimeSeries series, DateTimeOffset from, DateTimeOffset to, int seconds, string aligner)
    {
        var points = new JsonArray();

        // Periods end at the interval's end and are counted back from it, as Monitoring aligns them; the newest comes first.
        for (var end = to; end > from; end = end.AddSeconds(-seconds))
        {
            if (Value(series, end.AddSeconds(-seconds), seconds, aligner) is { } value)
            {
                points.Add((JsonNode)new JsonObject
                {
                    ["interval"] = new JsonObject { ["startTime"] = GoogleTime.Text(end.AddSeconds(-seconds)), ["endTime"] = GoogleTime.Text(end) },
                    ["value"] = IsInteger(series, aligner)
                        ? new JsonObject { ["int64Value"] = Math.Round(value).ToString("0", CultureInfo.InvariantCulture) }
                        : new JsonObject { ["doubleValue"] = value },
                });
            }
        }

        var labels = series.ResourceLabels.Append(KeyValuePair.Create("project_id", google.Project))
            .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value));
        return new JsonObject
        {
            ["metric"] = new JsonObject
            {
                ["type"] = series.Type,
                ["labels"] = new JsonObject(series.Labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            },
            ["resource"] = new JsonObject { ["type"] = series.ResourceType, ["labels"] = new JsonObject(labels) },
            ["metricKind"] = series.Kind, ["valueType"] = IsInteger(series, aligner) ? "INT64" : "DOUBLE", ["points"] = points,
        };
    }

    private static bool IsInteger(ScenarioTimeSeries series, string aligner) =>
        series.ValueType == "INT64" && aligner is not ("ALIGN_RATE" or "ALIGN_MEAN");

    /// <summary>Of a delta the sum of the period or its rate; of a gauge the mean; a percentile stands a third above the level.</summary>
    private double? Value(ScenarioTimeSeries series, DateTimeOffset start, int seconds, string aligner)
    {
        var values = new List<double>();
        for (var minute = scenario.MinuteOf(start); minute < scenario.MinuteOf(start) + Math.Max(1, seconds / 60); minute++)
        {
            var random = StableRandom.For(
                scenario.Data.Seed, $"{series.Type}/{string.Join(',', series.ResourceLabels.Values)}/{string.Join(',', series.Labels.Values)}", minute);
            if (scenario.At(minute + 1) <= scenario.Now && Segments.LevelAt(series.Segments, minute, random) is { } level)
            {
                values.Add(level);
            }
        }

        if (values.Count == 0)
        {
            return null;
        }

        return Math.Round(aligner switch
        {
            "ALIGN_RATE" => values.Sum() / seconds,
            "ALIGN_DELTA" or "ALIGN_SUM" => values.Sum(),
            "ALIGN_MAX" => values.Max(),
            _ when aligner.StartsWith("ALIGN_PERCENTILE_9", StringComparison.Ordinal) => values.Average() * 1.33,
            _ => values.Average(),
        }, 6);
    }

    private static JsonObject Sum(List<JsonNode> views)
    {
        var sums = new SortedDictionary<string, (JsonNode Interval, double Value)>(StringComparer.Ordinal);
        foreach (var point in views.SelectMany(view => (JsonArray)view["points"]!))
        {
            var interval = point!["interval"]!;
            var value = point["value"]!["doubleValue"]?.GetValue<double>()
                ?? double.Parse(point["value"]!["int64Value"]!.GetValue<string>(), CultureInfo.InvariantCulture);
            var key = interval["endTime"]!.GetValue<string>();
            sums[key] = (interval, value + (sums.TryGetValue(key, out var known) ? known.Value : 0));
        }

        var sum = (JsonObject)views[0].DeepClone();
        sum["metric"]!["labels"] = new JsonObject();
        sum["valueType"] = "DOUBLE";
        sum["points"] = new JsonArray([.. sums.Reverse().Select(pair => (JsonNode)new JsonObject
        {
            ["interval"] = pair.Value.Interval.DeepClone(), ["value"] = new JsonObject { ["doubleValue"] = pair.Value.Value },
        })]);
        return sum;
    }
}
