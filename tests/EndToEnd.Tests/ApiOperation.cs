using System.Text.Json;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>One operation of the published OpenAPI document.</summary>
public sealed record ApiOperation(
    string Id, string Method, string Path, string Role, IReadOnlyList<string> QueryParameters, JsonElement? BodySchema)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    /// <summary>Parameters that choose a kind, not an object of a tenant.</summary>
    private static readonly string[] Kinds = ["provider", "channel"];

    public bool NamesAnObject => Path.Split('/').Any(part => part.StartsWith('{') && !Kinds.Contains(part.Trim('{', '}')));

    /// <summary>Server-sent events.</summary>
    public bool IsStream => Path.EndsWith("/events", StringComparison.Ordinal);

    /// <summary>Only a bus on RabbitMQ has error queues, and the calls are made against one account of AWS.</summary>
    public bool MayLackExample =>
        Id is "connectAzure" or "connectGcp" || Path.StartsWith("/v1/operations/error-queues/", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Path}";

    public static IReadOnlyList<ApiOperation> Of(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           where Methods.Contains(operation.Name)
           select new ApiOperation(
               operation.Value.GetProperty("operationId").GetString()!, operation.Name.ToUpperInvariant(), path.Name, operation.Value.GetProperty("x-causeflow-role").GetString()!,
               Parameters(operation.Value), BodyOf(operation.Value, document)),
    ];

    /// <summary>True when a gateway route with this template (whose parameters may have other names) takes the operation.</summary>
    public bool IsTakenBy(string method, string template)
    {
        var (own, route) = (Path.Split('/'), template.Split('/'));
        return Method == method && own.Length == route.Length
            && own.Zip(route).All(pair => pair.Second.StartsWith('{') || pair.First == pair.Second);
    }

    /// <summary>The path with <paramref name="id"/> in place of every object, and a real word in place of a kind.</summary>
    public string PathWith(string id) => string.Join('/', Path.TrimStart('/').Split('/').Select(part => part switch
    {
        "{provider}" => Path.StartsWith("/v1/webhooks", StringComparison.Ordinal) ? "cloudwatch" : "aws",
        "{channel}" => "slack",
        ['{', ..] => id,
        _ => part,
    }));

    /// <summary>A body that says <paramref name="text"/> wherever the schema takes text or a list of texts; null without a body.</summary>
    public object? BodyWith(string text)
    {
        if (BodySchema is not { } schema || !schema.TryGetProperty("properties", out var properties))
        {
            return BodySchema is null ? null : new { };
        }

        return properties.EnumerateObject().Where(property => Takes(property.Value, "string") || Takes(property.Value, "array"))
            .ToDictionary(property => property.Name, property =>
                Takes(property.Value, "array") ? (object)new[] { text } : text);
    }

    private static bool Takes(JsonElement schema, string type) => schema.TryGetProperty("type", out var types)
        && (types.ValueKind == JsonValueKind.Array
            ? types.EnumerateArray().Any(one => one.GetString() == type)
            : types.GetString() == type);

    private static List<string> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "query")
                .Select(one => one.GetProperty("name").GetString()!)]
            : [];

    private static JsonElement? BodyOf(JsonElement operation, JsonElement document)
    {
        if (!operation.TryGetProperty("requestBody", out var body)
            || !body.TryGetProperty("content", out var content)
            || !content.TryGetProperty("application/json", out var json)
            || !json.TryGetProperty("schema", out var schema))
        {
            return null;
        }

        return schema.TryGetProperty("$ref", out var reference)
            ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
    }
}
