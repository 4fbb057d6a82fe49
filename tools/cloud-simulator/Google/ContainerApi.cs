using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>GKE: clusters over all locations, the node pools of one, and operations. Nothing is paged.</summary>
internal sealed class ContainerApi(LoadedScenario scenario, ScenarioGoogle google)
{
    public JsonObject Clusters(GoogleCall call, string location)
    {
        call.Require("container.clusters.list", $"projects/{google.Project}");
        var answer = new JsonObject();
        var found = google.Clusters.Where(cluster => location == "-" || cluster.Location == location).Select(cluster => (JsonNode)View(cluster)).ToArray();
        if (found.Length > 0)
        {
            answer["clusters"] = new JsonArray(found);
        }

        if (call.Switch.PartialZones)
        {
            answer["missingZones"] = new JsonArray("europe-west4-b");
        }

        return answer;
    }

    public JsonObject NodePools(GoogleCall call, string location, string name)
    {
        call.Require("container.clusters.get", $"projects/{google.Project}/locations/{location}/clusters/{name}");
        var cluster = google.Clusters.FirstOrDefault(cluster => cluster.Location == location && cluster.Name == name)
            ?? throw GoogleErrors.NotFound($"projects/{google.Project}/locations/{location}/clusters/{name}");
        return new JsonObject { ["nodePools"] = new JsonArray([.. cluster.NodePools.Select(pool => pool.DeepClone())]) };
    }

    public JsonObject Operations(GoogleCall call, string location)
    {
        call.Require("container.operations.list", $"projects/{google.Project}");
        var found = google.Clusters.Where(cluster => location == "-" || cluster.Location == location)
            .SelectMany(cluster => cluster.Operations.Where(operation => scenario.At(operation.StartMinute) <= scenario.Now)
                .Select(operation => (JsonNode)View(cluster, operation))).ToArray();
        return found.Length == 0 ? [] : new JsonObject { ["operations"] = new JsonArray(found) };
    }

    private JsonObject View(ScenarioCluster cluster)
    {
        var view = (JsonObject)cluster.Body.DeepClone();
        view["name"] = cluster.Name;
        view["location"] = cluster.Location;
        view["selfLink"] = $"https://container.googleapis.com/v1/projects/{google.Project}/locations/{cluster.Location}/clusters/{cluster.Name}";
        view["masterAuth"] = new JsonObject { ["clusterCaCertificate"] = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t" };
        view["nodePools"] = new JsonArray([.. cluster.NodePools.Select(pool => pool.DeepClone())]);
        return view;
    }

    private JsonObject View(ScenarioCluster cluster, ScenarioClusterOperation operation)
    {
        var target = $"https://container.googleapis.com/v1/projects/{google.ProjectNumber}/locations/{cluster.Location}/clusters/{cluster.Name}"
            + (operation.NodePool is { } pool ? $"/nodePools/{pool}" : "");
        var view = new JsonObject
        {
            ["name"] = operation.Name, ["operationType"] = operation.Type, ["targetLink"] = target, ["location"] = cluster.Location,
            ["startTime"] = GoogleTime.Nanos(scenario.At(operation.StartMinute)),
            ["status"] = operation.EndMinute is { } end && scenario.At(end) > scenario.Now ? "RUNNING" : operation.Status,
        };
        if (operation.Detail is { } detail)
        {
            view["detail"] = detail;
        }

        if (operation.EndMinute is { } ended && scenario.At(ended) <= scenario.Now)
        {
            view["endTime"] = GoogleTime.Nanos(scenario.At(ended));
        }

        return view;
    }
}
