using System.Globalization;
using System.Text.Json;

namespace CauseFlow.CollectorGcp.Clients;

/// <summary>Reads Google's JSON without trust: a member that is missing, null or of another kind is nothing.</summary>
internal static class GcpJson
{
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : element;
    }

    /// <summary>Text, also of numbers, since 64-bit integers are text in one API and numbers in the next.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => null,
    };

    public static double? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        double.TryParse(element.Text(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number : null;

    public static bool IsTrue(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) is { ValueKind: JsonValueKind.True };

    /// <summary>A time with whatever offset and however many digits; nine are more than .NET reads in some cultures.</summary>
    public static DateTimeOffset? Time(this JsonElement element, params ReadOnlySpan<string> path) => DateTimeOffset.TryParse(
        element.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time : null;

    /// <summary>Seconds of a duration such as <c>60s</c>.</summary>
    public static double? Seconds(this JsonElement element, params ReadOnlySpan<string> path) =>
        double.TryParse(element.Text(path)?.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    /// <summary>The objects of a list; what else stands in it is passed over.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)] : [];

    public static IReadOnlyList<string> Texts(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)] : [];

    /// <summary>The text pairs of an object, such as labels.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
                .GroupBy(pair => pair.Name, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Key, pair => pair.First().Value.GetString()!, StringComparer.Ordinal)
            : new Dictionary<string, string>();
}
