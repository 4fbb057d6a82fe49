using System.Text.Json.Nodes;
using System.Xml;
using CauseFlow.CloudSimulation.CloudWatch;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Azure Monitor's platform metrics of one resource.</summary>
internal sealed class AzureMetrics(LoadedScenario scenario, ScenarioAzure data, MetricGenerator generator)
{
    private const string ResourceDimension = "ResourceId";
    private static readonly (string Name, string Statistic)[] Aggregations =
        [("average", "Average"), ("total", "Sum"), ("minimum", "Minimum"), ("maximum", "Maximum"), ("count", "SampleCount")];

    public JsonObject Answer(AzureRequest request, string resourceId, string type, AzureSwitch fault)
    {
        var span = request.Query["timespan"].ToString().Split('/');
        var interval = request.Query.TryGetValue("interval", out var text) ? (int)XmlConvert.ToTimeSpan(text.ToString()).TotalSeconds : 60;
        if (span.Length != 2 || !TryTime(span[0], out var from) || !TryTime(span[1], out var to) || interval < 60)
        {
            throw Bad("The timespan or the interval is not valid.");
        }

        var names = request.Query["metricnames"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is 0 or > 20)
        {
            throw Bad("Between 1 and 20 metric names are allowed.");
        }

        var known = data.Metrics.Where(metric => metric.Dimensions.GetValueOrDefault(ResourceDimension)
            is { } id && id.Equals(resourceId, StringComparison.OrdinalIgnoreCase)).ToList();
        var valid = AzureMetricNames.Of(type).Concat(known.Select(metric => metric.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (names.FirstOrDefault(name => !valid.Contains(name)) is { } unknown)
        {
            throw Bad($"Failed to find metric configuration for provider: {type}, resource Type: {type}, metric: {unknown}, Valid metrics: {string.Join(',', valid)}");
        }

        var aggregations = request.Query["aggregation"].ToString().Split(',').Select(name => name.Trim().ToLowerInvariant()).ToHashSet();
        var start = DateTimeOffset.FromUnixTimeSeconds(from.ToUnixTimeSeconds() / interval * interval);
        return new JsonObject
        {
            ["cost"] = 0, ["timespan"] = request.Query["timespan"].ToString(), ["interval"] = XmlConvert.ToString(TimeSpan.FromSeconds(interval)),
            ["namespace"] = type, ["resourceregion"] = "westeurope",
            ["value"] = new JsonArray([.. names.Select(name => (JsonNode)Series(resourceId, name, known, start, to, interval, aggregations, fault))]),
        };
    }

    private JsonObject Series(
        string resourceId, string name, List<ScenarioMetric> known, DateTimeOffset from, DateTimeOffset to, int interval,
        HashSet<string> aggregations, AzureSwitch fault)
    {
        var metric = known.FirstOrDefault(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var points = new JsonArray();
        for (var time = from; time < to; time = time.AddSeconds(interval))
        {
            var point = new JsonObject { ["timeStamp"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) };
            if (metric is not null && !fault.Gaps)
            {
                foreach (var (member, statistic) in Aggregations.Where(pair => aggregations.Contains(pair.Name)))
                {
                    if (generator.Value(metric, time, interval, statistic) is { } value)
                    {
                        point[member] = value;
                    }
                }
            }

            points.Add(point);
        }

        return new JsonObject
        {
            ["id"] = $"{resourceId}/providers/Microsoft.Insights/metrics/{name}", ["type"] = "Microsoft.Insights/metrics",
            ["name"] = new JsonObject { ["value"] = metric?.Name ?? name, ["localizedValue"] = name }, ["unit"] = metric?.Unit ?? "Count",
            ["errorCode"] = "Success",
            ["timeseries"] = new JsonArray(new JsonObject { ["metadatavalues"] = new JsonArray(), ["data"] = points }),
        };
    }

    private bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParse(
        text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out time)
        && time < scenario.Now.AddDays(1);

    private static AzureException Bad(string message) => new(400, "BadRequest", message) { IsFlat = true };
}
