using System.Text.Json.Nodes;
using CauseFlow.CaseGeneration.Incidents;

namespace CauseFlow.CaseGeneration.Playing.Azure;

/// <summary>What Resource Health says of a machine, newest first.</summary>
internal static class HealthParts
{
    public static IReadOnlyList<JsonObject> Of(Incident incident, Node machine)
    {
        var told = incident.States.LastOrDefault(state => state.Node == machine && state.Kind is "status_check" or "maintenance");
        return told is null
            ? [Status(machine, "Available", "There aren't any known Azure platform problems affecting this virtual machine.", "", -9_000)]
            : [Status(machine, "Unavailable", told.Fields["message"], told.Kind == "maintenance" ? "Planned" : "Unplanned", told.Minute)];
    }

    private static JsonObject Status(Node machine, string state, string summary, string reason, double since) => new()
    {
        ["id"] = $"{machine.Id}/providers/Microsoft.ResourceHealth/availabilityStatuses/current", ["name"] = "current",
        ["type"] = "Microsoft.ResourceHealth/AvailabilityStatuses", ["location"] = "westeurope",
        ["properties"] = new JsonObject
        {
            ["availabilityState"] = state, ["title"] = state, ["summary"] = summary, ["reasonType"] = reason,
            ["occuredTime"] = AzureScenario.At(since), ["reasonChronicity"] = "Persistent", ["reportedTime"] = AzureScenario.At(-1),
        },
    };
}
