using System.Text.Json.Nodes;

namespace CauseFlow.Cli.Replays;

/// <summary>One place where two documents differ.</summary>
/// <param name="Path">Such as <c>causes[0].confidence</c>.</param>
/// <param name="Then">The value there before; null when there was none.</param>
/// <param name="Now">The value there now; null when there is none.</param>
internal sealed record JsonDifference(string Path, string? Then, string? Now)
{
    private const int MaxDepth = 64;

    public static IEnumerable<JsonDifference> Between(JsonNode? then, JsonNode? now, string path = "", int depth = 0)
    {
        if (depth > MaxDepth || JsonNode.DeepEquals(then, now))
        {
            return [];
        }

        return (then, now) switch
        {
            (JsonObject before, JsonObject after) => before.Select(member => member.Key)
                .Union(after.Select(member => member.Key), StringComparer.Ordinal)
                .SelectMany(name => Between(before[name], after[name], path.Length == 0 ? name : $"{path}.{name}", depth + 1)),
            (JsonArray before, JsonArray after) => Enumerable.Range(0, Math.Max(before.Count, after.Count))
                .SelectMany(index => Between(At(before, index), At(after, index), $"{path}[{index}]", depth + 1)),
            _ => [new JsonDifference(path, then?.ToJsonString(), now?.ToJsonString())],
        };
    }

    private static JsonNode? At(JsonArray list, int index) => index < list.Count ? list[index] : null;
}
