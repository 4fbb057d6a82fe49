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
            if (element.ValueKind != JsonValueKind.Object || !HasMember(ref element, name))
            {
                return null;
            }
        }

        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : element;
    }

    /// <summary>Text, also of numbers, since 64-bit integers are text in one API and numbers in the next.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.String } value => value.Readable(),
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
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(Readable).OfType<string>()] : [];

    /// <summary>The text pairs of an object, such as labels.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Object } map
            ? map.Members().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
                .Select(pair => (pair.Name, Value: pair.Value.Readable())).Where(pair => pair.Value is not null)
                .GroupBy(pair => pair.Name, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Key, pair => pair.First().Value!, StringComparer.Ordinal)
            : new Dictionary<string, string>();

    /// <summary>The members of an object whose names can be read.</summary>
    public static IReadOnlyList<(string Name, JsonElement Value)> Members(this JsonElement map) =>
        [.. map.EnumerateObject().Select(pair => (Name: NameOf(pair), pair.Value)).Where(pair => pair.Name is not null).Select(pair => (pair.Name!, pair.Value))];

    /// <summary>JSON may escape half of a surrogate pair, which parses and is no text: it is nothing, as what is missing is.</summary>
    private static string? Readable(this JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? NameOf(JsonProperty member)
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
