using System.Text.Json;
using CauseFlow.CredentialBroker.Providers.Tokens;

namespace CauseFlow.CredentialBroker.Providers.Gcp;

/// <summary>
/// What an error body of Google's says, in any of its three shapes: OAuth's word, the status with details in any order, and
/// the old list of errors.
/// </summary>
/// <param name="Word">OAuth's, such as <c>invalid_grant</c>.</param>
/// <param name="Status">Such as <c>PERMISSION_DENIED</c>.</param>
/// <param name="Reason">ErrorInfo's, or the old list's.</param>
/// <param name="Metadata">ErrorInfo's.</param>
/// <param name="Description">For people, and the only place where OAuth says why.</param>
internal sealed record GoogleError(
    string? Word, string? Status, string? Reason, IReadOnlyDictionary<string, string> Metadata, string? Description)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Whether the body is an error of Google's at all; a proxy's page is not.</summary>
    public bool IsKnown { get; private init; } = true;

    public static GoogleError Read(TokenAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("error", out var error))
            {
                return error.ValueKind switch
                {
                    JsonValueKind.String => new(error.GetString(), null, null, Nothing, Text(document.RootElement, "error_description")),
                    JsonValueKind.Object => OfApi(error),
                    _ => Unknown,
                };
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whatever it is, half a surrogate pair included, which only reading as text finds: it says nothing.
        }

        return Unknown;
    }

    private static GoogleError Unknown => new(null, null, null, Nothing, null) { IsKnown = false };

    private static GoogleError OfApi(JsonElement error)
    {
        var info = Items(error, "details").FirstOrDefault(detail =>
            Text(detail, "@type")?.EndsWith("google.rpc.ErrorInfo", StringComparison.Ordinal) == true);
        var metadata = info.ValueKind == JsonValueKind.Object && info.TryGetProperty("metadata", out var pairs)
            && pairs.ValueKind == JsonValueKind.Object
                ? pairs.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
                    .DistinctBy(pair => pair.Name).ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!, StringComparer.Ordinal)
                : Nothing;
        var reason = info.ValueKind == JsonValueKind.Object ? Text(info, "reason") : null;
        return new GoogleError(
            null, Text(error, "status"), reason ?? Items(error, "errors").Select(item => Text(item, "reason")).FirstOrDefault(),
            metadata, Text(error, "message"));
    }

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).Take(20)
            : [];

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
