using System.Globalization;
using System.Text.Json;

namespace CauseFlow.CollectorAzure.Clients;

/// <summary>Reads Azure's JSON without trust: a member that is missing, null or of another kind is nothing.</summary>
internal static class AzureJson
{
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !TryMember(element, name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path)?.OwnText();

    /// <summary>
    /// The text of a value itself; null for an object or a list, and for one that is no text: half a surrogate pair is JSON and
    /// yet no string.
    /// </summary>
    public static string? OwnText(this JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number, also one that is written as text.</summary>
    public static double? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        double.TryParse(element.Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number : null;

    /// <summary>A time; without a zone it is UTC, as App Service writes it.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) =>
        Time(element.Text(path));

    public static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time) ? time : null;

    public static IReadOnlyList<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    public static IReadOnlyList<string> Texts(this JsonElement element, params ReadOnlySpan<string> path) =>
        [.. element.Items(path).Where(item => item.ValueKind == JsonValueKind.String).Select(OwnText).OfType<string>()];

    /// <summary>The text pairs of an object, such as tags.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
                .Select(pair => (Name: NameOf(pair), Value: pair.Value.OwnText())).Where(pair => pair is { Name: not null, Value: not null })
                .GroupBy(pair => pair.Name!, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Key, pair => pair.First().Value!, StringComparer.Ordinal)
            : new Dictionary<string, string>();

    /// <summary>A member's name; null for one that is no text.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryMember(JsonElement map, string name, out JsonElement value)
    {
        try
        {
            return map.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }
}
