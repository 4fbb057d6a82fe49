namespace CauseFlow.Collection.Conformance.Gcp;

/// <summary>Good answers by permission; texts carry a canary.</summary>
internal static class GcpAnswers
{
    private const string Canary = "canary.person@example.com";

    public static string ActionOf(HttpRequestMessage request) => request.RequestUri!.AbsolutePath switch
    {
        "/v2/entries:list" => "logging.logEntries.list",
        var path when path.Contains("/alertPolicies/", StringComparison.Ordinal) => "monitoring.alertPolicies.get",
        var path when path.EndsWith("/timeSeries", StringComparison.Ordinal) => "monitoring.timeSeries.list",
        var path when path.EndsWith("/aggregated/instances", StringComparison.Ordinal) => "compute.instances.list",
        var path when path.EndsWith("/clusters", StringComparison.Ordinal) => "container.clusters.list",
        var path when path.EndsWith("/nodePools", StringComparison.Ordinal) => "container.clusters.get",
        var path when path.EndsWith("/operations", StringComparison.Ordinal) => "container.operations.list",
        var path when path.EndsWith("/revisions", StringComparison.Ordinal) => "run.revisions.list",
        var path when path.EndsWith("/services", StringComparison.Ordinal) => "run.services.list",
        _ => "resourcemanager.projects.get",
    };

    public static string Of(string action) => action switch
    {
        "monitoring.alertPolicies.get" => $$$"""
            {"name":"projects/shop-prod-1/alertPolicies/1","displayName":"errors of {{{Canary}}}","documentation":{"content":"call {{{Canary}}}" },
             "conditions":[{"name":"projects/shop-prod-1/alertPolicies/1/conditions/2","displayName":"c","conditionThreshold":{
              "filter":"metric.type=\"run.googleapis.com/request_count\" AND resource.type=\"cloud_run_revision\"",
              "aggregations":[{"alignmentPeriod":"60s","perSeriesAligner":"ALIGN_RATE","crossSeriesReducer":"REDUCE_SUM"}],
              "comparison":"COMPARISON_GT","thresholdValue":0.2,"duration":"120s"}}]}
            """,
        "monitoring.timeSeries.list" => """
            {"unit":"1","timeSeries":[{"metric":{"type":"t","labels":{}},"resource":{"type":"cloud_run_revision","labels":{"service_name":"checkout"}},
             "points":[{"interval":{"startTime":"2026-11-20T11:58:00Z","endTime":"2026-11-20T11:59:00Z"},"value":{"int64Value":"7"}},
                       {"interval":{"startTime":"2026-11-20T11:57:00Z","endTime":"2026-11-20T11:58:00Z"},"value":{"doubleValue":3.5}}]}]}
            """,
        "logging.logEntries.list" => $$$"""
            {"entries":[{"insertId":"a","logName":"projects/shop-prod-1/logs/run.googleapis.com%2Fstderr","timestamp":"2026-11-20T11:58:00.123456789Z","severity":"ERROR",
              "resource":{"type":"cloud_run_revision","labels":{"service_name":"checkout","location":"europe-west1"}},"textPayload":"cannot charge {{{Canary}}}" },
             {"insertId":"b","timestamp":"2026-11-20T11:50:00Z","resource":{"type":"cloud_run_revision","labels":{"location":"europe-west1"}},
              "protoPayload":{"serviceName":"run.googleapis.com","methodName":"google.cloud.run.v2.Services.UpdateService",
               "resourceName":"projects/shop-prod-1/locations/europe-west1/services/checkout","authenticationInfo":{"principalEmail":"{{{Canary}}}" },"status":{ } } }]}
            """,
        "compute.instances.list" => $$$"""
            {"items":{"zones/europe-west1-b":{"instances":[{"id":"123456","name":"vm1","status":"TERMINATED","statusMessage":"stopped by {{{Canary}}}",
              "zone":"https://www.googleapis.com/compute/v1/projects/shop-prod-1/zones/europe-west1-b","lastStopTimestamp":"2026-11-20T03:55:00.000-08:00",
              "labels":{"owner":"{{{Canary}}}" } }] },"zones/us-central1-a":{"warning":{"code":"NO_RESULTS_ON_PAGE" } } } }
            """,
        "container.clusters.list" => $$$"""
            {"clusters":[{"name":"batch","location":"europe-west1","status":"DEGRADED","statusMessage":"ask {{{Canary}}}","currentNodeCount":3,
              "conditions":[{"canonicalCode":"UNAVAILABLE","message":"GCE_STOCKOUT for {{{Canary}}}" }],"nodePools":[{"name":"default","status":"RUNNING"}]}]}
            """,
        "container.clusters.get" => """{"nodePools":[{"name":"default","status":"RUNNING","version":"1.31"}]}""",
        "container.operations.list" => $$$"""
            {"operations":[{"name":"op-1","operationType":"UPGRADE_NODES","status":"DONE","startTime":"2026-11-20T11:40:00.5Z","detail":"by {{{Canary}}}",
              "targetLink":"https://container.googleapis.com/v1/projects/1/locations/europe-west1/clusters/batch/nodePools/default"}]}
            """,
        "run.services.list" => $$$"""
            {"services":[{"name":"projects/shop-prod-1/locations/europe-west1/services/checkout","uri":"https://checkout-1.europe-west1.run.app",
              "latestReadyRevision":"a/b/checkout-1","latestCreatedRevision":"a/b/checkout-2","lastModifier":"{{{Canary}}}","updateTime":"2026-11-20T11:50:00Z",
              "terminalCondition":{"type":"Ready","state":"CONDITION_FAILED","revisionReason":"HEALTH_CHECK_CONTAINER_ERROR","message":"see {{{Canary}}}" },
              "trafficStatuses":[{"revision":"checkout-1","percent":100}]}]}
            """,
        "run.revisions.list" => $$$"""
            {"revisions":[{"name":"p/revisions/checkout-2","service":"checkout","createTime":"2026-11-20T11:50:00Z",
              "containers":[{"image":"i:2","env":[{"name":"OWNER","value":"{{{Canary}}}" }]}]},
             {"name":"p/revisions/checkout-1","service":"checkout","createTime":"2026-11-10T11:50:00Z","containers":[{"image":"i:1","env":[]}]}]}
            """,
        _ => """{"projectId":"shop-prod-1","state":"ACTIVE"}""",
    };
}
