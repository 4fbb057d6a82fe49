using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace CauseFlow.CloudSimulation.Google;

/// <summary>One request to any of Google's APIs.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Segments of the path, decoded.</param>
/// <param name="Query">Parameters of the query, decoded.</param>
/// <param name="Bearer">The access token; null without one.</param>
/// <param name="Body">The body as it came.</param>
internal sealed record GoogleRequest(
    string Method, IReadOnlyList<string> Path, IReadOnlyDictionary<string, string> Query, string? Bearer, string Body)
{
    public string? Parameter(string name) => Query.GetValueOrDefault(name);

    public int Number(string name, int otherwise, int largest)
    {
        if (Parameter(name) is not { Length: > 0 } text)
        {
            return otherwise;
        }

        return int.TryParse(text, out var number) && number >= 0
            ? Math.Min(number == 0 ? otherwise : number, largest)
            : throw GoogleErrors.Invalid($"Invalid value at '{name}' (TYPE_INT32), \"{text}\"");
    }

    /// <summary>The body as a form.</summary>
    public IReadOnlyDictionary<string, string> Form() => QueryHelpers.ParseQuery(Body)
        .ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);

    /// <summary>The body as a JSON object.</summary>
    public JsonObject Json()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject ?? throw GoogleErrors.Invalid("Invalid JSON payload received.");
        }
        catch (JsonException)
        {
            throw GoogleErrors.Invalid("Invalid JSON payload received. Unknown name or unexpected token.");
        }
    }

    public static async Task<GoogleRequest> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        var authorization = context.Request.Headers.Authorization.ToString();
        return new GoogleRequest(
            context.Request.Method,
            [.. context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries)],
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal),
            authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : null,
            body);
    }
}
