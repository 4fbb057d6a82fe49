using System.Text.Json.Nodes;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Playing.Azure;

/// <summary>The alert rule, and the alert that it fired.</summary>
internal static class AlertParts
{
    public static IEnumerable<JsonObject> Of(Incident incident, string alertId, string group)
    {
        var (alarm, metric) = (incident.Alarm, incident.Alarm.Metric);
        var node = alarm.Component.Node;
        var name = $"{node.Name}-{metric.Name.Replace(' ', '-')}-{incident.Number}";
        var rule = $"{group}/Microsoft.Insights/metricAlerts/{name}";
        yield return new JsonObject
        {
            ["id"] = rule, ["location"] = "global",
            ["properties"] = new JsonObject
            {
                ["description"] = "Set by the team.", ["severity"] = 1, ["enabled"] = true, ["scopes"] = new JsonArray(node.Id),
                ["evaluationFrequency"] = "PT1M", ["windowSize"] = "PT1M", ["autoMitigate"] = true, ["targetResourceType"] = metric.Namespace,
                ["criteria"] = new JsonObject
                {
                    ["odata.type"] = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                    ["allOf"] = new JsonArray(new JsonObject
                    {
                        ["name"] = "Metric1", ["metricName"] = metric.Name, ["metricNamespace"] = metric.Namespace, ["dimensions"] = new JsonArray(),
                        ["operator"] = alarm.Direction == "up" ? "GreaterThan" : "LessThan", ["threshold"] = alarm.Threshold,
                        ["timeAggregation"] = metric.Statistic, ["criterionType"] = "StaticThresholdCriterion",
                    }),
                },
            },
        };
        yield return new JsonObject
        {
            ["id"] = alertId, ["name"] = name, ["type"] = "Microsoft.AlertsManagement/alerts",
            ["properties"] = new JsonObject
            {
                ["essentials"] = new JsonObject
                {
                    ["severity"] = "Sev1", ["signalType"] = "Metric", ["alertState"] = "New", ["monitorCondition"] = "Fired",
                    ["monitorService"] = "Platform", ["targetResource"] = node.Id, ["targetResourceName"] = node.Name,
                    ["targetResourceGroup"] = Platforms.PlayedAccount.AzureGroup, ["targetResourceType"] = metric.Namespace.ToLowerInvariant(),
                    ["sourceCreatedId"] = "00000000-0000-4000-8000-00000000c001", ["alertRule"] = rule, ["startDateTime"] = "{at:0}",
                    ["lastModifiedDateTime"] = "{at:0}", ["lastModifiedUserName"] = "System", ["description"] = "Set by the team.",
                },
                ["context"] = null, ["egressConfig"] = null,
            },
        };
    }
}
