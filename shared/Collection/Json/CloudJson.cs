using System.Globalization;
using System.Text.Json;

namespace CauseFlow.Collection.Json;

/// <summary>Reads a cloud's JSON without trust: a member that is missing, null or of another kind is nothing.</summary>
public static class CloudJson
{
    /// <summary>What stands at the path; null for what is missing or null.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !HasMember(ref element, name))
            {
                return null;
            }
        }

        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : element;
    }

    /// <summary>Text, also of numbers, since 64-bit integers are text in one API and numbers in the next.</summary>
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

    /// <summary>A number, also one that is written as text; null for what is none, and for what is not finite.</summary>
    public static double? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        double.TryParse(element.Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : null;

    /// <summary>Only of <c>true</c> itself.</summary>
    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) is { ValueKind: JsonValueKind.True };

    /// <summary>A time in UTC, with whatever offset and however many digits; without a zone it is UTC, as App Service writes it.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) => Time(element.Text(path));

    public static DateTimeOffset? Time(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time : null;

    /// <summary>Seconds of a duration such as <c>60s</c>.</summary>
    public static double? Seconds(this JsonElement element, params ReadOnlySpan<string> path) =>
        double.TryParse(element.Text(path)?.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    /// <summary>The objects of a list; what else stands in it is passed over.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)] : [];

    /// <summary>The texts of a list; what else stands in it is passed over.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(OwnText).OfType<string>()] : [];

    /// <summary>The text pairs of an object, such as labels.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Object } map
            ? map.Members().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
                .Select(pair => (pair.Name, Value: pair.Value.OwnText())).Where(pair => pair.Value is not null)
                .GroupBy(pair => pair.Name, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Key, pair => pair.First().Value!, StringComparer.Ordinal)
            : new Dictionary<string, string>();

    /// <summary>The members of an object whose names can be read.</summary>
    public static IReadOnlyList<(string Name, JsonElement Value)> Members(this JsonElement map) =>
        [.. map.EnumerateObject().Select(pair => (Name: NameOf(pair), pair.Value)).Where(pair => pair.Name is not null).Select(pair => (pair.Name!, pair.Value))];

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

    private static bool HasMember(ref JsonElement element, string name)
    {
        var parent = element;
        try
        {
            return parent.TryGetProperty(name, out element);
        }
        catch (InvalidOperationException)
        {
            // Another member's name is unreadable, and the one that is asked for may still be there.
            var found = parent.Members().FirstOrDefault(member => member.Name == name);
            element = found.Value;
            return found.Name is not null;
        }
    }
}
