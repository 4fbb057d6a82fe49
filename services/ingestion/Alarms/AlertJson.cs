using System.Globalization;
using System.Text.Json;

namespace CauseFlow.Ingestion.Alarms;

/// <summary>Reads members of a posted alert that may be missing, null or of another type than documented.</summary>
internal static class AlertJson
{
    /// <summary>
    /// Deeper than any alert. A member twice is refused, because parsers differ on which one wins.
    /// </summary>
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Null for anything but an object.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.Find(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name, int max) =>
        element.Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Take(max) : [];

    /// <summary>Null for anything but a text that holds something.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Find(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text
            && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>A number, or a text that is one: both clouds send numbers as texts.</summary>
    public static double? Number(this JsonElement element, string name)
    {
        var value = element.Find(name);
        double number;
        var isNumber = value?.ValueKind switch
        {
            JsonValueKind.Number => value.Value.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(
                value.Value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => Missing(out number),
        };
        return isNumber && double.IsFinite(number) ? number : null;
    }

    /// <summary>Names and texts of an object, sorted so that the same alert always has the same JSON.</summary>
    public static SortedDictionary<string, string> Words(this JsonElement element, string name, int max)
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (element.Member(name) is { } owner)
        {
            foreach (var property in owner.EnumerateObject().Take(max))
            {
                if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True
                    or JsonValueKind.False)
                {
                    words[property.Name] = property.Value.ToString();
                }
            }
        }

        return words;
    }

    /// <summary>
    /// The member as it is written, else in another case: log alerts of Azure's old API begin members with a capital.
    /// </summary>
    private static JsonElement? Find(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (element.TryGetProperty(name, out var value))
        {
            return value;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static bool Missing(out double number)
    {
        number = 0;
        return false;
    }
}
