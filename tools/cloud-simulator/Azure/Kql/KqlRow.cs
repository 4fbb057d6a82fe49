using System.Text.Json.Nodes;

namespace CauseFlow.CloudSimulation.Azure.Kql;

/// <summary>A row that a query looks into by path.</summary>
internal sealed record KqlRow(JsonObject Values)
{
    public JsonNode? At(IReadOnlyList<string> path)
    {
        JsonNode? node = Values;
        foreach (var name in path)
        {
            node = node is JsonObject map ? map.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value : null;
        }

        return node;
    }

    public string TextAt(IReadOnlyList<string> path) => At(path) switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        { } other => other.ToJsonString(),
    };
}
