using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>
/// The API as a page for people. It is finished HTML without any script, so that the strictest content policy holds.
/// </summary>
internal static class ApiPage
{
    private const int MaxDepth = 6;
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Render(JsonObject document)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>CauseFlow API</title>")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body><main><h1>CauseFlow API</h1>")
            .Append("<p>").Append(Text(document["info"]?["description"])).Append("</p>")
            .Append("<p>For programs: <a href=\"/openapi/v1.json\">/openapi/v1.json</a> (OpenAPI 3.1).</p>");
        var areas = Operations(document).GroupBy(entry => entry.Operation["tags"]![0]!.GetValue<string>()).ToArray();
        page.Append("<nav><ul>");
        foreach (var area in areas)
        {
            page.Append("<li><a href=\"#").Append(Html(area.Key)).Append("\">").Append(Html(area.Key)).Append("</a></li>");
        }

        page.Append("</ul></nav>");
        foreach (var area in areas)
        {
            page.Append("<section id=\"").Append(Html(area.Key)).Append("\"><h2>").Append(Html(area.Key)).Append("</h2>");
            foreach (var (method, path, operation) in area)
            {
                Append(page, method, path, operation, document);
            }

            page.Append("</section>");
        }

        return page.Append("</main></body></html>").ToString();
    }

    private static IEnumerable<(string Method, string Path, JsonObject Operation)> Operations(JsonObject document) =>
        from path in (JsonObject)document["paths"]!
        from entry in (JsonObject)path.Value!
        where entry.Value is JsonObject operation && operation.ContainsKey("operationId")
        select (entry.Key.ToUpperInvariant(), path.Key, (JsonObject)entry.Value!);

    private static void Append(StringBuilder page, string method, string path, JsonObject operation, JsonObject document)
    {
        page.Append("<details><summary><b>").Append(Html(method)).Append("</b> <code>").Append(Html(path)).Append("</code> ")
            .Append(Text(operation["summary"])).Append("</summary><p>").Append(Text(operation["description"]))
            .Append("</p><p>Role: ").Append(Text(operation["x-causeflow-role"])).Append("</p>");
        foreach (var parameter in operation["parameters"] as JsonArray ?? [])
        {
            page.Append("<p><code>").Append(Text(parameter?["name"])).Append("</code> (").Append(Text(parameter?["in"]))
                .Append(parameter?["required"]?.GetValue<bool>() == true ? ", required) " : ") ")
                .Append(Text(parameter?["description"])).Append("</p>");
        }

        AppendContent(page, "Body", operation["requestBody"], document);
        foreach (var (status, response) in operation["responses"] as JsonObject ?? [])
        {
            var resolved = Resolve(response, document);
            AppendContent(page, $"{status} {resolved?["description"]}", resolved, document);
        }

        page.Append("</details>");
    }

    private static void AppendContent(StringBuilder page, string title, JsonNode? holder, JsonObject document)
    {
        if (holder is null)
        {
            return;
        }

        page.Append("<h3>").Append(Html(title)).Append("</h3>");
        if ((holder["content"] as JsonObject)?.FirstOrDefault().Value?["schema"] is { } schema)
        {
            page.Append("<pre>").Append(Html(Shape(schema, document, 0)?.ToJsonString(Indented) ?? "null")).Append("</pre>");
        }
    }

    /// <summary>What a value of the schema looks like: names, and for each the kind of value.</summary>
    private static JsonNode? Shape(JsonNode? schema, JsonObject document, int depth)
    {
        var resolved = Resolve(schema, document);
        if (depth >= MaxDepth || resolved is not JsonObject item)
        {
            return "…";
        }

        if ((item["oneOf"] ?? item["anyOf"] ?? item["allOf"]) is JsonArray { Count: > 0 } choices)
        {
            return Shape(choices.FirstOrDefault(choice => choice?["type"]?.ToString() != "null"), document, depth);
        }

        if (item["properties"] is JsonObject properties)
        {
            return new JsonObject(properties.Select(property =>
                KeyValuePair.Create(property.Key, Shape(property.Value, document, depth + 1))));
        }

        return item["items"] is { } items ? new JsonArray(Shape(items, document, depth + 1))
            : item["enum"] is JsonArray words ? string.Join(" | ", words.Select(word => word?.ToString()))
            : string.Join(" ", new[] { TypeOf(item), item["format"]?.ToString() }.OfType<string>());
    }

    private static string TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => string.Join(" | ", types.Select(type => type?.ToString())),
        { } type => type.ToString(),
        null => "any",
    };

    private static JsonNode? Resolve(JsonNode? node, JsonObject document)
    {
        if (node?["$ref"]?.GetValue<string>() is not { } reference)
        {
            return node;
        }

        return reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (found, name) => found?[name]);
    }

    private static string Text(JsonNode? node) => Html(node?.ToString() ?? string.Empty);

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
