using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>The scenario's resources as they are now. ARM compares ids without regard to case.</summary>
internal sealed class AzureResources
{
    private readonly List<JsonObject> all = [];
    private readonly Dictionary<string, JsonObject> byId = new(StringComparer.OrdinalIgnoreCase);

    public AzureResources(LoadedScenario scenario, ScenarioAzure data)
    {
        foreach (var source in data.Resources)
        {
            var resource = RelativeTimes.Of(scenario, source);
            var id = IdOf(resource);
            var parsed = ArmId.Parse(id) ?? throw new FormatException($"'{id}' is no ARM id.");
            resource["name"] ??= parsed.Name;
            resource["type"] ??= parsed.Type;
            resource["location"] ??= "westeurope";
            all.Add(resource);
            byId[id] = resource;
        }
    }

    public IReadOnlyList<JsonObject> All => all;

    public static string IdOf(JsonObject resource) => resource["id"]!.GetValue<string>();

    public JsonObject? Find(string id) => byId.GetValueOrDefault(id.TrimEnd('/'));

    public IEnumerable<JsonObject> Under(string scope, string type) => all.Where(resource =>
        resource["type"]!.GetValue<string>().Equals(type, StringComparison.OrdinalIgnoreCase)
        && IdOf(resource).StartsWith(scope.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase));
}
