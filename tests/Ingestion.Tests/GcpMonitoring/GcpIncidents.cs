using System.Text.Json.Nodes;

namespace CauseFlow.Ingestion.Tests.GcpMonitoring;

/// <summary>Notifications of Cloud Monitoring's webhook channels as they really look.</summary>
public static class GcpIncidents
{
    public const string Project = "shop-prod";
    public const string Condition = "projects/shop-prod/alertPolicies/1234567890123456789/conditions/1234567890123456780";

    /// <summary>Version 1.2, of one Cloud Run service.</summary>
    public static JsonObject Run(
        string incident, bool open, DateTimeOffset startedAt, DateTimeOffset? endedAt = null, string service = "checkout") =>
        new()
        {
            ["version"] = "1.2",
            ["incident"] = new JsonObject
            {
                ["incident_id"] = incident,
                ["scoping_project_id"] = Project,
                ["scoping_project_number"] = 12345,
                ["url"] = "https://console.cloud.google.com/monitoring/alerting/incidents/x?project=shop-prod",
                ["started_at"] = startedAt.ToUnixTimeSeconds(),
                ["ended_at"] = endedAt?.ToUnixTimeSeconds(),
                ["state"] = open ? "open" : "closed",
                ["summary"] = "Request count for shop-prod checkout is above the threshold of 5 with a value of 17.",
                ["observed_value"] = "17.000",
                ["threshold_value"] = "5",
                ["severity"] = "Critical",
                ["resource"] = new JsonObject
                {
                    ["type"] = "cloud_run_revision",
                    ["labels"] = new JsonObject
                    {
                        ["project_id"] = Project, ["service_name"] = service, ["revision_name"] = $"{service}-00007",
                        ["location"] = "europe-west1", ["configuration_name"] = service,
                    },
                },
                ["resource_id"] = "",
                ["resource_name"] = "shop-prod Cloud Run Revision labels {service_name=checkout}",
                ["resource_type_display_name"] = "Cloud Run Revision",
                ["metric"] = new JsonObject
                {
                    ["type"] = "run.googleapis.com/request_count",
                    ["displayName"] = "Request count",
                    ["labels"] = new JsonObject { ["response_code_class"] = "5xx", ["service_name"] = "lies" },
                },
                ["metadata"] = new JsonObject { ["system_labels"] = new JsonObject(), ["user_labels"] = new JsonObject() },
                ["policy_name"] = "checkout 5xx",
                ["policy_user_labels"] = new JsonObject { ["team"] = "payments" },
                ["condition_name"] = "5xx over 5",
                ["condition"] = new JsonObject
                {
                    ["name"] = Condition,
                    ["displayName"] = "5xx over 5",
                    ["conditionThreshold"] = new JsonObject
                    {
                        ["filter"] = "resource.type = \"cloud_run_revision\"",
                        ["aggregations"] = new JsonArray(new JsonObject
                        {
                            ["alignmentPeriod"] = "60s", ["perSeriesAligner"] = "ALIGN_DELTA",
                            ["crossSeriesReducer"] = "REDUCE_SUM",
                        }),
                        ["comparison"] = "COMPARISON_GT",
                        ["thresholdValue"] = 5,
                        ["duration"] = "120s",
                        ["trigger"] = new JsonObject { ["count"] = 1 },
                    },
                },
                ["documentation"] = new JsonObject
                {
                    ["content"] = "See the runbook.", ["mime_type"] = "text/markdown", ["subject"] = "checkout", ["links"] = new JsonArray(),
                },
            },
        };

    /// <summary>What the console's "send test notification" posts.</summary>
    public const string Test =
        """
        {"version":"test","incident":{"incident_id":"12345","scoping_project_id":"12345","scoping_project_number":12345,
        "url":"http://www.example.com","started_at":0,"ended_at":0,"state":"OPEN","summary":"Test Incident",
        "apigee_url":"http://www.example.com","observed_value":"1.0","resource":{"type":"example_resource",
        "labels":{"example":"label"}},"resource_type_display_name":"Example Resource Type",
        "resource_id":"12345","resource_display_name":"Example Resource","resource_name":"projects/12345/example_resources/12345",
        "metric":{"type":"test.googleapis.com/metric","displayName":"Test Metric","labels":{"example":"label"}},
        "metadata":{"system_labels":{"example":"label"},"user_labels":{"example":"label"}},"policy_name":"projects/12345/alertPolicies/12345",
        "policy_user_labels":{"example":"label"},"documentation":"Test documentation",
        "condition":{"name":"projects/12345/alertPolicies/12345/conditions/12345","displayName":"Example condition",
        "conditionThreshold":{"filter":"x","comparison":"COMPARISON_GT","thresholdValue":0.5,"duration":"0s",
        "trigger":{"count":1}}},"condition_name":"Example condition","threshold_value":"0.5"}}
        """;

    public static JsonObject Incident(this JsonObject notification) => notification["incident"]!.AsObject();
}
