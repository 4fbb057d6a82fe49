using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>
/// Cloud Run. Version 2 lists the services of one region and the revisions of one or of all services; version 1, which is
/// Knative's shape, lists the services of all regions.
/// </summary>
internal sealed class RunApi(LoadedScenario scenario, ScenarioGoogle google)
{
    public JsonObject KnativeServices(GoogleCall call, string location)
    {
        call.Require("run.services.list", $"projects/{google.Project}/locations/{location}");
        var services = google.RunServices.Where(service => location == "-" || service.Region == location).Select(service => (JsonNode)new JsonObject
        {
            ["apiVersion"] = "serving.knative.dev/v1", ["kind"] = "Service",
            ["metadata"] = new JsonObject
            {
                ["name"] = service.Name, ["namespace"] = google.ProjectNumber,
                ["labels"] = new JsonObject(service.Labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))
                    .Append(KeyValuePair.Create("cloud.googleapis.com/location", (JsonNode?)service.Region))),
            },
        }).ToArray();
        var answer = new JsonObject { ["apiVersion"] = "serving.knative.dev/v1", ["kind"] = "ServiceList", ["metadata"] = new JsonObject() };
        if (services.Length > 0)
        {
            answer["items"] = new JsonArray(services);
        }

        if (call.Switch.PartialZones)
        {
            answer["unreachable"] = new JsonArray("europe-west4");
        }

        return answer;
    }

    public JsonObject Services(GoogleCall call, string location)
    {
        if (location == "-")
        {
            throw GoogleErrors.Invalid("Invalid location: -");
        }

        call.Require("run.services.list", $"projects/{google.Project}/locations/{location}");
        var answer = call.Page(
            "services", [.. google.RunServices.Where(service => service.Region == location).Select(service => (JsonNode)View(service))],
            call.Request.Number("pageSize", 100, 1000), call.Request.Parameter("pageToken"));
        if (call.Switch.PartialZones)
        {
            answer["unreachable"] = new JsonArray($"projects/{google.Project}/locations/{location}/services/legacy");
        }

        return answer;
    }

    public JsonObject Revisions(GoogleCall call, string location, string name)
    {
        call.Require("run.revisions.list", $"projects/{google.Project}/locations/{location}/services/{name}");
        var found = google.RunServices.Where(service => service.Region == location && (name == "-" || service.Name == name)).ToList();
        if (found.Count == 0 && name != "-")
        {
            throw GoogleErrors.NotFound($"Resource '{name}' of kind 'SERVICE' in region '{location}'");
        }

        return call.Page(
            "revisions", [.. found.SelectMany(service => Visible(service).Reverse().Select(revision => View(service, revision)))],
            call.Request.Number("pageSize", 100, 1000), call.Request.Parameter("pageToken"));
    }

    private IEnumerable<ScenarioRunRevision> Visible(ScenarioRunService service) =>
        service.Revisions.Where(revision => scenario.At(revision.CreatedAtMinute) <= scenario.Now);

    private string NameOf(ScenarioRunService service) => $"projects/{google.Project}/locations/{service.Region}/services/{service.Name}";

    private JsonObject View(ScenarioRunService service)
    {
        var name = NameOf(service);
        var revisions = Visible(service).ToList();
        var (created, ready) = (revisions[^1].Name, revisions.Last(revision => revision.IsReady).Name);
        var traffic = service.Traffic.Select(pair => pair.Key == "LATEST"
            ? new JsonObject { ["type"] = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", ["percent"] = pair.Value }
            : new JsonObject { ["type"] = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", ["revision"] = pair.Key, ["percent"] = pair.Value });
        var statuses = service.Traffic.Select(pair => new JsonObject
        {
            ["type"] = pair.Key == "LATEST" ? "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" : "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION",
            ["revision"] = pair.Key == "LATEST" ? ready : pair.Key, ["percent"] = pair.Value,
        });
        return new JsonObject
        {
            ["name"] = name, ["uid"] = "0b7c1f9e-simulated", ["generation"] = "12", ["observedGeneration"] = "12",
            ["labels"] = new JsonObject(service.Labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["createTime"] = GoogleTime.Text(scenario.At(-60 * 24 * 90)),
            ["updateTime"] = GoogleTime.Text(scenario.At(service.UpdatedAtMinute)),
            ["creator"] = service.LastModifier, ["lastModifier"] = service.LastModifier, ["reconciling"] = false,
            ["uri"] = $"https://{service.Name}-{google.ProjectNumber}.{service.Region}.run.app",
            ["template"] = Template(revisions[^1]),
            ["latestReadyRevision"] = $"{name}/revisions/{ready}",
            ["latestCreatedRevision"] = $"{name}/revisions/{created}",
            ["traffic"] = new JsonArray([.. traffic]), ["trafficStatuses"] = new JsonArray([.. statuses]),
            ["terminalCondition"] = Condition("Ready", service.FailedReason, "revisionReason", service.FailedMessage, service.UpdatedAtMinute),
            ["conditions"] = new JsonArray(
                Condition("RoutesReady", null, "reason", null, service.UpdatedAtMinute),
                Condition("ConfigurationsReady", service.FailedReason, "revisionReason", service.FailedMessage, service.UpdatedAtMinute)),
        };
    }

    private JsonObject Condition(string type, string? reason, string member, string? message, double atMinute)
    {
        var condition = new JsonObject
        {
            ["type"] = type, ["state"] = reason is null ? "CONDITION_SUCCEEDED" : "CONDITION_FAILED",
            ["lastTransitionTime"] = GoogleTime.Text(scenario.At(atMinute)),
        };
        if (reason is not null)
        {
            condition[member] = reason;
            condition["severity"] = "ERROR";
            condition["message"] = message ?? reason;
        }

        return condition;
    }

    private JsonObject View(ScenarioRunService service, ScenarioRunRevision revision)
    {
        var template = Template(revision);
        return new JsonObject
        {
            ["name"] = $"{NameOf(service)}/revisions/{revision.Name}", ["service"] = service.Name,
            ["createTime"] = GoogleTime.Text(scenario.At(revision.CreatedAtMinute)),
            ["updateTime"] = GoogleTime.Text(scenario.At(revision.CreatedAtMinute)),
            ["scaling"] = template["scaling"]!.DeepClone(), ["timeout"] = template["timeout"]!.DeepClone(),
            ["maxInstanceRequestConcurrency"] = revision.Concurrency, ["serviceAccount"] = template["serviceAccount"]!.DeepClone(),
            ["containers"] = template["containers"]!.DeepClone(),
            ["conditions"] = new JsonArray(Condition("Ready", revision.FailedReason, "revisionReason", null, revision.CreatedAtMinute)),
        };
    }

    private JsonObject Template(ScenarioRunRevision revision)
    {
        var env = revision.Env.Select(pair => (JsonNode)new JsonObject { ["name"] = pair.Key, ["value"] = pair.Value })
            .Concat(revision.Secrets.Select(pair => (JsonNode)new JsonObject
            {
                ["name"] = pair.Key,
                ["valueSource"] = new JsonObject
                {
                    ["secretKeyRef"] = new JsonObject { ["secret"] = pair.Value.Split(':')[0], ["version"] = pair.Value.Split(':')[^1] },
                },
            }));
        return new JsonObject
        {
            ["scaling"] = new JsonObject { ["minInstanceCount"] = revision.MinInstances, ["maxInstanceCount"] = revision.MaxInstances },
            ["timeout"] = string.Create(CultureInfo.InvariantCulture, $"{revision.TimeoutSeconds}s"),
            ["serviceAccount"] = $"runtime@{google.Project}.iam.gserviceaccount.com",
            ["maxInstanceRequestConcurrency"] = revision.Concurrency,
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "app", ["image"] = revision.Image, ["env"] = new JsonArray([.. env]),
                ["resources"] = new JsonObject { ["limits"] = new JsonObject { ["cpu"] = revision.Cpu, ["memory"] = revision.Memory } },
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "http1", ["containerPort"] = 8080 }),
            }),
        };
    }
}
