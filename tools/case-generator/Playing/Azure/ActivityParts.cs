using System.Text.Json.Nodes;
using CauseFlow.CaseGeneration.Incidents;
using CauseFlow.CaseGeneration.Platforms;

namespace CauseFlow.CaseGeneration.Playing.Azure;

/// <summary>Changes as the Activity Log has them: each as it started and as it succeeded. The platform's own are told by Resource Health.</summary>
internal static class ActivityParts
{
    public static IReadOnlyList<JsonObject> Of(Incident incident) =>
    [
        .. incident.Changes.Where(change => change.Act != ChangeAct.Maintenance)
            .SelectMany(change => new[] { Entry(change, 0, "Started"), Entry(change, 0.3, "Succeeded") }),
    ];

    private static JsonObject Entry(ChangeEvent change, double after, string status)
    {
        var (operation, resource) = Operation(change);
        var minute = change.Minute + after;
        return new JsonObject
        {
            ["authorization"] = new JsonObject { ["action"] = operation, ["scope"] = resource }, ["caller"] = change.Actor, ["channels"] = "Operation",
            ["claims"] = new JsonObject { ["name"] = change.Actor }, ["correlationId"] = change.Id, ["eventDataId"] = $"{change.Id[..24]}{status.Length:d12}",
            ["category"] = Word("Administrative"), ["eventTimestamp"] = AzureScenario.At(minute), ["submissionTimestamp"] = AzureScenario.At(minute + 1),
            ["level"] = "Informational", ["operationName"] = Word(operation), ["resourceId"] = resource,
            ["resourceGroupName"] = PlayedAccount.AzureGroup, ["resourceProviderName"] = new JsonObject { ["value"] = operation.Split('/')[0] },
            ["status"] = Word(status), ["subStatus"] = new JsonObject { ["value"] = "" }, ["subscriptionId"] = PlayedAccount.Azure,
            ["properties"] = new JsonObject(),
        };
    }

    private static (string Operation, string Resource) Operation(ChangeEvent change)
    {
        var id = change.Node.Id;
        return (change.Node.Kind, change.Act) switch
        {
            (_, ChangeAct.Tag) => ("Microsoft.Resources/tags/write", $"{id}/providers/Microsoft.Resources/tags/default"),
            ("azure.app_service", ChangeAct.Deploy) => ("Microsoft.Web/sites/slots/slotsswap/action", $"{id}/slots/staging"),
            ("azure.app_service", ChangeAct.Lifecycle) => ("Microsoft.Web/sites/restart/action", id),
            ("azure.app_service", _) => ("Microsoft.Web/sites/config/write", $"{id}/config/appsettings"),
            ("azure.vm", ChangeAct.Deploy) => ("Microsoft.Compute/virtualMachines/extensions/write", $"{id}/extensions/deploy"),
            ("azure.vm", ChangeAct.Lifecycle) => ("Microsoft.Compute/virtualMachines/restart/action", id),
            _ => ("Microsoft.Compute/virtualMachines/write", id),
        };
    }

    private static JsonObject Word(string value) => new() { ["value"] = value, ["localizedValue"] = value };
}
