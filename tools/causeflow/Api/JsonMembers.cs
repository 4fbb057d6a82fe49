using System.Globalization;
using System.Text.Json;

namespace CauseFlow.Cli.Api;

/// <summary>Reads what may be there: an older or newer server has fewer or more members.</summary>
internal static class JsonMembers
{
    /// <summary>A member, or a member of a member by <c>a.b</c>; undefined where there is none.</summary>
    public static JsonElement At(this JsonElement value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return default;
            }
        }

        return value;
    }

    /// <summary>As a person reads it; empty where there is none.</summary>
    public static string Text(this JsonElement value, string path) => value.At(path).Shown();

    /// <summary>The items of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value, string path) =>
        value.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static double? Number(this JsonElement value, string path) =>
        value.At(path) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    public static bool IsTrue(this JsonElement value, string path) => value.At(path).ValueKind == JsonValueKind.True;

    /// <summary>UTC to the second.</summary>
    public static string Time(this JsonElement value, string path) =>
        value.Instant(path)?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? value.Text(path);

    public static DateTimeOffset? Instant(this JsonElement value, string path) =>
        DateTimeOffset.TryParse(value.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime() : null;

    public static string Percent(this JsonElement value, string path) =>
        value.Number(path) is { } share ? share.ToString("P0", CultureInfo.InvariantCulture) : "";

    public static string Shown(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Shown)),
        _ => value.GetRawText(),
    };
}
