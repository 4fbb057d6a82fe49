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

    private const int MaxAsked = 100;

    /// <summary>Services that have permissions at a project.</summary>
    private static readonly HashSet<string> Services = new(StringComparer.Ordinal)
    {
        "aiplatform", "alloydb", "apikeys", "appengine", "artifactregistry", "bigquery", "bigtable", "binaryauthorization", "cloudbuild",
        "cloudfunctions", "cloudkms", "cloudscheduler", "cloudsql", "cloudtasks", "composer", "compute", "container", "dataflow",
        "dataproc", "datastore", "deploymentmanager", "dns", "eventarc", "file", "firebaseauth", "firebasedatabase", "firebasehosting",
        "firebaserules", "gkehub", "healthcare", "iam", "iap", "logging", "monitoring", "notebooks", "osconfig", "privateca", "pubsub",
        "redis", "resourcemanager", "run", "secretmanager", "serviceusage", "spanner", "storage", "workflows",
    };

    /// <summary>Needs no permission; without any held it answers an empty object. One that no project has refuses the whole question.</summary>
    public static JsonObject TestPermissions(GoogleCall call)
    {
        var asked = (call.Request.Json()["permissions"] as JsonArray ?? []).Select(item => item?.GetValue<string>() ?? "").ToList();
        if (asked.Exists(permission => permission.Contains('*', StringComparison.Ordinal)))
        {
            throw GoogleErrors.Invalid("Permissions with wildcards are not allowed.");
        }

        if (asked.Count > MaxAsked)
        {
            throw GoogleErrors.Invalid($"At most {MaxAsked} permissions can be tested at once.");
        }

        if (asked.Find(permission => !IsKnown(permission) || call.Project.GivenUpPermissions.Contains(permission)) is { } unknown)
        {
            throw GoogleErrors.Invalid($"Permission {unknown} is not valid for this resource.");
        }

        var held = asked.Where(call.Holds).Where(_ => !call.Switch.Deny).Select(permission => (JsonNode)permission).ToArray();
        return held.Length == 0 ? [] : new JsonObject { ["permissions"] = new JsonArray(held) };
    }

    /// <summary>Such as <c>run.services.list</c>; those of folders and organizations are not a project's.</summary>
    private static bool IsKnown(string permission) => permission.Split('.') is [var service, var kind, { Length: > 0 }]
        && Services.Contains(service) && kind is not ("organizations" or "folders");
}
