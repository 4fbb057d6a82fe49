using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Puts times where a scenario has minutes relative to its alarm.</summary>
internal static partial class RelativeTimes
{
    /// <summary>A copy with every <c>{at:…}</c> replaced.</summary>
    public static JsonObject Of(LoadedScenario scenario, JsonObject source) => (JsonObject)Of(scenario, (JsonNode)source)!;

    private static JsonNode? Of(LoadedScenario scenario, JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Of(scenario, pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => Of(scenario, item))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Marker().Replace(text, match => Time(scenario, match))),
        _ => node?.DeepClone(),
    };

    private static string Time(LoadedScenario scenario, Match match)
    {
        var minutes = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var format = match.Groups[2].Success ? match.Groups[2].Value : "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
        return scenario.AlarmTime.AddMinutes(minutes).UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\{at:(-?[0-9.]+)(?::([^{}]+))?\}")]
    private static partial Regex Marker();
}
