using System.Globalization;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.CloudSimulation.Azure;

/// <summary>Lists in pages with a nextLink, and what the switches make of them.</summary>
internal static class AzurePages
{
    private const string Token = "$skiptoken";

    public static JsonObject Of(AzureRequest request, IEnumerable<JsonObject> items, int size, AzureSwitch fault)
    {
        var all = items.ToList();
        var start = request.Query.TryGetValue(Token, out var given)
            && int.TryParse(given.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var isEmpty = fault.EmptyPageFirst && !request.Query.ContainsKey(Token);
        var page = isEmpty ? [] : all.Skip(start).Take(size).ToList();
        var next = isEmpty ? 0 : start + size;
        var body = new JsonObject { ["value"] = new JsonArray([.. page.Select(item => item.DeepClone())]) };
        if (fault.NextLink is { } link)
        {
            body["nextLink"] = link == "loop" ? Link(request, start) : link;
        }
        else if (isEmpty || next < all.Count)
        {
            body["nextLink"] = Link(request, next);
        }

        return body;
    }

    private static string Link(AzureRequest request, int start)
    {
        var query = request.Query.Where(pair => pair.Key != Token)
            .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}")
            .Append($"{Uri.EscapeDataString(Token)}={start.ToString(CultureInfo.InvariantCulture)}");
        return new Uri(request.Base, $"{Uri.EscapeDataString(request.Path).Replace("%2F", "/", StringComparison.Ordinal)}?{string.Join('&', query)}").AbsoluteUri;
    }
}
