using System.Globalization;
using System.Text.Json;
using CauseFlow.CredentialBroker.Providers.Tokens;

namespace CauseFlow.CredentialBroker.Providers.Azure;

/// <summary>What Entra's error body says: its numbers and OAuth's word. The sentence changes over the years.</summary>
/// <param name="Code">Such as <c>invalid_client</c>; null when the body is no error of Entra's.</param>
/// <param name="Numbers">AADSTS numbers.</param>
/// <param name="Description">For people only.</param>
internal sealed record EntraError(string? Code, IReadOnlyList<long> Numbers, string? Description)
{
    private const string NumberPrefix = "AADSTS";

    /// <summary>Whether the body is JSON at all; a proxy's page is not.</summary>
    public bool IsJson { get; private init; } = true;

    public static EntraError Read(TokenAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return new EntraError(null, [], null);
            }

            var description = Text(root, "error_description");
            var numbers = root.TryGetProperty("error_codes", out var codes) && codes.ValueKind == JsonValueKind.Array
                ? codes.EnumerateArray().Where(x => x.ValueKind == JsonValueKind.Number && x.TryGetInt64(out _))
                    .Select(x => x.GetInt64()).Take(10).ToList()
                : [];
            return new EntraError(Text(root, "error"), numbers.Count > 0 ? numbers : NumbersOf(description), description);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The parser takes half a surrogate pair, and only reading it as text fails.
            return new EntraError(null, [], null) { IsJson = false };
        }
    }

    /// <summary>Old answers and some proxies leave the numbers out; the sentence begins with one then.</summary>
    private static List<long> NumbersOf(string? description)
    {
        if (description?.StartsWith(NumberPrefix, StringComparison.Ordinal) != true)
        {
            return [];
        }

        var digits = string.Concat(description.Skip(NumberPrefix.Length).TakeWhile(char.IsAsciiDigit).Take(12));
        return long.TryParse(digits, CultureInfo.InvariantCulture, out var number) ? [number] : [];
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
