using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Azure.Kql;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Resource Graph: what the caller may not read is left out instead of refused.</summary>
internal sealed class ResourceGraph(AzureResources resources, AzureRoles roles)
{
    private const int MaxTop = 1_000;

    public JsonObject Answer(AzureRequest request, ScenarioAzureApp app)
    {
        var body = request.Json;
        var query = KqlQuery.Parse(body["query"]?.GetValue<string>() ?? "");
        if (query.Tables is not ["resources"])
        {
            throw new AzureException(400, "BadRequest", "Please provide below info when asking for support") { Inner = ["InvalidQuery", "UnknownTable"] };
        }

        var subscriptions = (body["subscriptions"] as JsonArray)?.Select(item => item!.GetValue<string>()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var options = body["options"] as JsonObject;
        var top = options?["$top"]?.GetValue<int>() ?? 100;
        var start = int.TryParse(options?["$skipToken"]?.GetValue<string>(), out var number) ? number : 0;
        if (top is < 1 or > MaxTop)
        {
            throw new AzureException(400, "BadRequest", "The $top must be between 1 and 1000.");
        }

        var found = query.Run(resources.All.Where(IsListed)
            .Where(resource => ArmId.SubscriptionOf(AzureResources.IdOf(resource)) is { } id && subscriptions?.Contains(id) != false)
            .Where(resource => roles.Allows(app, $"{resource["type"]!.GetValue<string>()}/read", AzureResources.IdOf(resource)))
            .Select(resource => new KqlRow(Row(resource)))).ToList();
        var page = found.Skip(start).Take(top).Select(row => (JsonNode)Project(row.Values, query.Columns)).ToArray();
        var answer = new JsonObject
        {
            ["totalRecords"] = found.Count, ["count"] = page.Length, ["data"] = new JsonArray(page), ["facets"] = new JsonArray(), ["resultTruncated"] = "false",
        };
        if (start + top < found.Count)
        {
            answer["$skipToken"] = $"{start + top}";
        }

        return answer;
    }

    /// <summary>Children and alerts are in tables of their own.</summary>
    private static bool IsListed(JsonObject resource) => resource["type"]!.GetValue<string>() is var type
        && !type.StartsWith("Microsoft.AlertsManagement", StringComparison.OrdinalIgnoreCase)
        && (type.Count(c => c == '/') == 1 || type.Equals("Microsoft.Web/sites/slots", StringComparison.OrdinalIgnoreCase));

    private static JsonObject Row(JsonObject resource)
    {
        var row = (JsonObject)resource.DeepClone();
        var id = AzureResources.IdOf(resource);
        row["type"] = row["type"]!.GetValue<string>().ToLowerInvariant();
        row["subscriptionId"] = ArmId.SubscriptionOf(id);
        row["resourceGroup"] = ArmId.GroupOf(id)?.ToLowerInvariant();
        return row;
    }

    private static JsonObject Project(JsonObject row, IReadOnlyList<string>? columns) => columns is null ? row
        : new JsonObject(columns.Select(name => KeyValuePair.Create(name, row[name]?.DeepClone())));
}
