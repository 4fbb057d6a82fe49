using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>
/// A metric alert in the common alert schema, made of the alert and the rule that ARM has. It is not signed: Azure signs
/// none.
/// </summary>
internal sealed class CommonAlert(LoadedScenario scenario, ScenarioAzure data, AzureResources resources)
{
    public JsonObject Of(string condition)
    {
        var alert = resources.Find(data.AlertId ?? "") ?? throw new InvalidOperationException("The scenario has no Azure alert.");
        var essentials = alert["properties"]!["essentials"]!;
        var ruleId = Text(essentials, "alertRule");
        var rule = resources.Find(ruleId)?["properties"] as JsonObject ?? [];
        var window = TimeSpan.FromMinutes(5);
        var payload = new JsonObject
        {
            ["alertId"] = data.AlertId!.ToLowerInvariant(), ["alertRule"] = ruleId[(ruleId.LastIndexOf('/') + 1)..], ["alertRuleID"] = ruleId.ToLowerInvariant(),
            ["severity"] = Text(essentials, "severity"), ["signalType"] = "Metric", ["monitorCondition"] = condition,
            ["monitoringService"] = "Platform", ["alertTargetIDs"] = new JsonArray(Text(essentials, "targetResource").ToLowerInvariant()),
            ["configurationItems"] = new JsonArray(Text(essentials, "targetResourceName")), ["originAlertId"] = "00000000_00000000-0000-4000-8000-000000000000",
            ["firedDateTime"] = Time(scenario.AlarmTime), ["description"] = Text(rule, "description"),
            ["essentialsVersion"] = "1.0", ["alertContextVersion"] = "1.0",
        };
        if (condition == "Resolved")
        {
            payload["resolvedDateTime"] = Time(scenario.Now);
        }

        return new JsonObject
        {
            ["schemaId"] = "azureMonitorCommonAlertSchema",
            ["data"] = new JsonObject
            {
                ["essentials"] = payload,
                ["alertContext"] = new JsonObject
                {
                    ["properties"] = null, ["conditionType"] = "SingleResourceMultipleMetricCriteria",
                    ["condition"] = new JsonObject
                    {
                        ["windowSize"] = "PT5M", ["windowStartTime"] = Time(scenario.AlarmTime - window), ["windowEndTime"] = Time(scenario.AlarmTime),
                        ["allOf"] = new JsonArray([.. (rule["criteria"]?["allOf"] as JsonArray ?? []).OfType<JsonObject>().Select(Criterion)]),
                    },
                },
                ["customProperties"] = null,
            },
        };
    }

    private static JsonNode Criterion(JsonObject criterion)
    {
        var threshold = criterion["threshold"]?.GetValue<double>() ?? 0;
        return new JsonObject
        {
            ["metricName"] = Text(criterion, "metricName"), ["metricNamespace"] = Text(criterion, "metricNamespace"),
            ["operator"] = Text(criterion, "operator"), ["threshold"] = threshold.ToString(CultureInfo.InvariantCulture),
            ["timeAggregation"] = Text(criterion, "timeAggregation"), ["dimensions"] = new JsonArray(), ["metricValue"] = threshold * 2,
            ["webTestName"] = null,
        };
    }

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
