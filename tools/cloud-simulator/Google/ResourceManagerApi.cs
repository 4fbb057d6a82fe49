using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>Resource Manager: the project, and which permissions the caller holds in it.</summary>
internal sealed class ResourceManagerApi(ScenarioGoogle google)
{
    public JsonObject Project(GoogleCall call)
    {
        call.Require("resourcemanager.projects.get", $"projects/{google.Project}");
        return new JsonObject
        {
            ["name"] = $"projects/{google.ProjectNumber}", ["projectId"] = google.Project, ["state"] = google.ProjectState,
            ["displayName"] = google.Project, ["etag"] = "W/\"6f4c\"",
        };
    }

    /// <summary>Needs no permission; without any held it answers an empty object.</summary>
    public static JsonObject TestPermissions(GoogleCall call)
    {
        var asked = (call.Request.Json()["permissions"] as JsonArray ?? []).Select(item => item?.GetValue<string>() ?? "").ToList();
        if (asked.Exists(permission => permission.Contains('*', StringComparison.Ordinal)))
        {
            throw GoogleErrors.Invalid("Permissions with wildcards are not allowed.");
        }

        var held = asked.Where(call.Holds).Where(_ => !call.Switch.Deny).Select(permission => (JsonNode)permission).ToArray();
        return held.Length == 0 ? [] : new JsonObject { ["permissions"] = new JsonArray(held) };
    }
}
