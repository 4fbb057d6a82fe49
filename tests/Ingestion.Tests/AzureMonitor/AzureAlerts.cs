using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.Ingestion.Tests.AzureMonitor;

/// <summary>Alerts in the common alert schema as Azure really sends them.</summary>
public static class AzureAlerts
{
    public const string Subscription = "3f2d4487-b0fc-4125-8bd5-7ad17384221e";
    public const string Vm =
        $"/subscriptions/{Subscription}/resourceGroups/Shop/providers/Microsoft.Compute/virtualMachines/checkout-1";

    public static string AlertId(string alert, string subscription = Subscription) =>
        $"/subscriptions/{subscription}/providers/Microsoft.AlertsManagement/alerts/{alert}";

    /// <summary>A metric alert of one virtual machine.</summary>
    public static JsonObject Metric(
        string alert, bool fired, DateTimeOffset firedAt, DateTimeOffset? resolvedAt = null, string target = Vm) =>
        Of(alert, "Metric", "Platform", fired, firedAt, resolvedAt, target, """
            {"properties":null,"conditionType":"SingleResourceMultipleMetricCriteria","condition":{"windowSize":"PT5M",
            "allOf":[{"metricName":"Percentage CPU","metricNamespace":"Microsoft.Compute/virtualMachines",
            "operator":"GreaterThan","threshold":"90","timeAggregation":"Average",
            "dimensions":[{"name":"microsoft.resourceId","value":"x"}],"metricValue":97.25,"webTestName":null}],
            "windowStartTime":"2026-03-01T11:55:00Z","windowEndTime":"2026-03-01T12:00:00Z"}}
            """);

    /// <summary>A log alert of a workspace; its end carries no time.</summary>
    public static JsonObject Log(string alert, bool fired, DateTimeOffset firedAt, string target = Workspace) =>
        Of(alert, "Log", "Log Alerts V2", fired, firedAt, null, target, """
            {"properties":{},"conditionType":"LogQueryCriteria","condition":{"windowSize":"PT10M","allOf":[
            {"searchQuery":"AppRequests | where Success == false","metricMeasureColumn":null,"targetResourceTypes":"['x']",
            "operator":"GreaterThan","threshold":"3","timeAggregation":"Count","dimensions":[],"metricValue":7.0,
            "failingPeriods":{"numberOfEvaluationPeriods":1,"minFailingPeriodsToAlert":1},
            "linkToSearchResultsAPI":"https://api.loganalytics.io/v1/workspaces/x/query?query=q"}]}}
            """);

    public const string Workspace =
        $"/subscriptions/{Subscription}/resourceGroups/shop/providers/Microsoft.OperationalInsights/workspaces/logs";

    public static JsonObject Of(
        string alert, string signal, string service, bool fired, DateTimeOffset firedAt, DateTimeOffset? resolvedAt,
        string target, string context)
    {
        var essentials = new JsonObject
        {
            ["alertId"] = AlertId(alert),
            ["alertRule"] = "checkout is slow",
            ["alertRuleId"] =
                $"/subscriptions/{Subscription}/resourceGroups/Shop/providers/Microsoft.Insights/metricAlerts/checkout is slow",
            ["severity"] = "Sev1",
            ["signalType"] = signal,
            ["monitorCondition"] = fired ? "Fired" : "Resolved",
            ["monitoringService"] = service,
            ["alertTargetIDs"] = new JsonArray(target.ToLowerInvariant()),
            ["configurationItems"] = new JsonArray("checkout-1"),
            ["originAlertId"] = $"{Subscription}_Shop_microsoft.insights_metricAlerts_checkout_-1177",
            ["firedDateTime"] = Time(firedAt),
            ["description"] = "",
            ["essentialsVersion"] = "1.0",
            ["alertContextVersion"] = "1.0",
        };
        if (resolvedAt is { } resolved)
        {
            essentials["resolvedDateTime"] = Time(resolved);
        }

        return new JsonObject
        {
            ["schemaId"] = "azureMonitorCommonAlertSchema",
            ["data"] = new JsonObject
            {
                ["essentials"] = essentials,
                ["alertContext"] = JsonNode.Parse(context),
                ["customProperties"] = null,
            },
        };
    }

    public static JsonObject Essentials(this JsonObject alert) => alert["data"]!["essentials"]!.AsObject();

    public static byte[] Bytes(this JsonNode alert) => JsonSerializer.SerializeToUtf8Bytes(alert);

    /// <summary>With seven digits of a second, as Azure writes times.</summary>
    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
