using System.Text.Json.Nodes;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CaseGeneration.Playing.Google;

/// <summary>Changes as Cloud Audit Logs have them; what Google does itself is a system event.</summary>
internal static class AuditParts
{
    public static IReadOnlyList<ScenarioAuditEntry> Of(Incident incident) =>
        [.. incident.Changes.Select(change => Entry(incident, change)).OfType<ScenarioAuditEntry>()];

    private static ScenarioAuditEntry? Entry(Incident incident, ChangeEvent change)
    {
        if (incident.Application.Components.FirstOrDefault(component => component.Node == change.Node) is not { } component
            || GoogleScenario.Monitored(component) is not var (type, labels))
        {
            return null;
        }

        var isRun = type == "cloud_run_revision";
        var template = change.Act is ChangeAct.Deploy or ChangeAct.Configure;
        return new ScenarioAuditEntry
        {
            AtMinute = change.Minute, Principal = change.Actor, ResourceType = type, ResourceLabels = labels,
            Log = change.Act == ChangeAct.Maintenance ? "system_event" : "activity",
            Service = isRun ? "run.googleapis.com" : "compute.googleapis.com",
            Method = isRun ? "google.cloud.run.v2.Services.UpdateService" : MethodOf(change.Act),
            Resource = change.Node.Id[(change.Node.Id.IndexOf("projects/", StringComparison.Ordinal))..],
            Request = isRun ? Request(incident, component, template) : null,
        };
    }

    private static string MethodOf(ChangeAct act) => act switch
    {
        ChangeAct.Maintenance => "compute.instances.terminateOnHostMaintenance",
        ChangeAct.Lifecycle => "v1.compute.instances.reset",
        ChangeAct.Tag => "v1.compute.instances.setLabels",
        _ => "v1.compute.instances.setMetadata",
    };

    /// <summary>Without a template it changed labels or limits of the service alone.</summary>
    private static JsonObject Request(Incident incident, Dynamics.Component service, bool hasTemplate) => new()
    {
        ["service"] = hasTemplate ? new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["containers"] = new JsonArray(new JsonObject { ["image"] = $"europe-docker.pkg.dev/{PlayedAccount.Google}/apps/{service.Node.Name}:next" }),
            },
            ["traffic"] = new JsonArray(new JsonObject { ["type"] = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", ["percent"] = 100 }),
        }
        : new JsonObject { ["labels"] = new JsonObject { ["team"] = incident.Application.Neighbour.Node.Name } },
    };
}
