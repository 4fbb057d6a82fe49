using System.Globalization;
using System.Text.Json;

namespace CauseFlow.CollectorAws.Clients;

/// <summary>Reads AWS's JSON leniently: what is missing or of another type is null, never an exception.</summary>
internal static class AwsJson
{
    public static string? Text(this JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? Own(value) : null;

    /// <summary>Half a character is JSON and yet no string: it is missing, as what is of another type.</summary>
    public static string? Own(JsonElement value) => Collection.Json.CloudJson.OwnText(value);

    public static double? Number(this JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public static int? Integer(this JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
            ? number : null;

    public static bool? Flag(this JsonElement element, string name) => Member(element, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A string, or a number in its own digits: some endpoints send epoch milliseconds where AWS sends text.</summary>
    public static string? TextOrNumber(this JsonElement element, string name) => Member(element, name) switch
    {
        { ValueKind: JsonValueKind.String } value => Own(value),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => null,
    };

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. Items(element, name).Where(item => item.ValueKind == JsonValueKind.String).Select(Own).OfType<string>()];

    /// <summary>Epoch seconds, as the JSON protocols send times; other endpoints send text.</summary>
    public static DateTimeOffset? Epoch(this JsonElement element, string name) =>
        Member(element, name) is { } time ? Instant(time) : null;

    /// <summary>Epoch seconds or a time in text; null for anything else.</summary>
    public static DateTimeOffset? Instant(JsonElement time) => time.ValueKind switch
    {
        JsonValueKind.Number => FromEpoch(time.GetDouble()),
        JsonValueKind.String => Parse(Own(time)),
        _ => null,
    };

    /// <summary>Lambda's times end in <c>+0000</c>, which System.Text.Json refuses.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        Parse(Text(element, name));

    public static DateTimeOffset? FromEpoch(double seconds) => seconds is > -62e9 and < 253e9
        ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000))
        : null;

    private static DateTimeOffset? Parse(string? text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
        ? time : null;

    public static double ToEpoch(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
