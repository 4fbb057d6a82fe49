using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Gateway.Identity;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>Makes one OpenAPI document of the gateway's own and those of the services behind it. No I/O.</summary>
internal static class ApiMerge
{
    private const string About =
        "Every error has the shape of ApiError. Every answer carries X-RateLimit-Limit, X-RateLimit-Remaining and"
        + " X-RateLimit-Reset (seconds); limits are per tenant and per replica, and 429 carries Retry-After. Lists take limit"
        + " (at most 100) and the cursor of the page before.";

    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

    /// <param name="own">The gateway's own document, which also brings the schema ApiError. It is changed and given back.</param>
    /// <param name="parts">The services' documents; null where one is missing.</param>
    /// <param name="roleFor">Role of the route for method and path; null when no route leads there.</param>
    public static JsonObject Merge(
        JsonObject own, IReadOnlyList<(string Service, JsonObject? Document)> parts, Func<string, string, string?> roleFor)
    {
        var paths = new JsonObject();
        var schemas = own["components"]?["schemas"] as JsonObject ?? [];
        var unrouted = new JsonArray();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        AddPaths(own, paths, unrouted, ids, roleFor);
        foreach (var (service, part) in parts)
        {
            if (part is not null)
            {
                SchemaNames.Move(part, service, schemas);
                AddPaths(part, paths, unrouted, ids, roleFor);
            }
        }

        foreach (var (_, schema) in schemas)
        {
            MakeNullableOptional((JsonObject)schema!);
        }

        own["info"] = Info(parts);
        own["servers"] = new JsonArray(new JsonObject { ["url"] = "/" });
        own["paths"] = paths;
        own["components"] = new JsonObject
        {
            ["schemas"] = schemas.DeepClone(),
            ["responses"] = new JsonObject { ["Error"] = ErrorResponse() },
            ["securitySchemes"] = SecuritySchemes(),
        };
        own.Remove("tags");
        own["x-causeflow-missing"] = new JsonArray([.. Missing(parts).Select(name => JsonValue.Create(name))]);
        own["x-causeflow-unrouted"] = unrouted;
        return own;
    }

    public static IEnumerable<string> Missing(IEnumerable<(string Service, JsonObject? Document)> parts) =>
        parts.Where(part => part.Document is null).Select(part => part.Service);

    private static void AddPaths(
        JsonObject part, JsonObject paths, JsonArray unrouted, HashSet<string> ids, Func<string, string, string?> roleFor)
    {
        foreach (var (path, item) in ((JsonObject)part["paths"]!).ToArray())
        {
            var methods = (JsonObject)item!;
            foreach (var method in Methods.Where(methods.ContainsKey))
            {
                // What no route leads to cannot be called, so it is not described; a test demands that there is none.
                if (roleFor(method, path) is not { } role)
                {
                    methods.Remove(method);
                    unrouted.Add((JsonNode?)JsonValue.Create($"{method.ToUpperInvariant()} {path}"));
                    continue;
                }

                Complete((JsonObject)methods[method]!, method, path, role, ids);
            }

            AddItem(paths, path, methods);
        }
    }

    private static void AddItem(JsonObject paths, string path, JsonObject methods)
    {
        if (!Methods.Any(methods.ContainsKey))
        {
            return;
        }

        if (paths[path] is not JsonObject known)
        {
            paths[path] = methods.DeepClone();
            return;
        }

        foreach (var (method, operation) in methods.Where(entry => !known.ContainsKey(entry.Key)).ToArray())
        {
            known[method] = operation?.DeepClone();
        }
    }

    private static void Complete(JsonObject operation, string method, string path, string role, HashSet<string> ids)
    {
        var area = path.Split('/') is [_, "v1", var name, ..] ? name : path.Split('/')[1];
        operation["tags"] = new JsonArray(JsonValue.Create(area));
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            // Bound without regard to case, and described by the name of a C# property.
            if (parameter!["in"]!.GetValue<string>() == "query")
            {
                parameter["name"] = JsonNamingPolicy.CamelCase.ConvertName(parameter["name"]!.GetValue<string>());
            }
        }

        operation["operationId"] = FreeId(operation["operationId"]?.GetValue<string>() ?? IdOf(method, path), ids);
        operation["x-causeflow-role"] = role;
        operation["security"] = role == RolePolicies.Anonymous
            ? new JsonArray()
            : new JsonArray(
                new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["apiKey"] = new JsonArray() });
        if (operation["responses"] is not JsonObject responses)
        {
            operation["responses"] = responses = [];
        }

        ApiExamples.AddTo(operation);
        responses["default"] ??= new JsonObject { ["$ref"] = "#/components/responses/Error" };
    }

    /// <summary>What may be null may be left out: the serializer takes it so, and the schema of a record says otherwise.</summary>
    private static void MakeNullableOptional(JsonObject schema)
    {
        if (schema["required"] is not JsonArray required || schema["properties"] is not JsonObject properties)
        {
            return;
        }

        string[] kept = [.. required.Select(name => name!.GetValue<string>()).Where(name => !IsNullable(properties[name]))];
        schema.Remove("required");
        if (kept.Length > 0)
        {
            schema["required"] = new JsonArray([.. kept.Select(name => JsonValue.Create(name))]);
        }
    }

    private static bool IsNullable(JsonNode? property) =>
        property?["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null")
        || property?["oneOf"] is JsonArray choices && choices.Any(choice => choice!["type"]?.ToString() == "null");

    private static string IdOf(string method, string path) => method + string.Concat(
        path.Split('/', '-', '_').Select(part => part.Trim('{', '}')).Where(part => part.Length > 0 && part != "v1")
            .Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private static string FreeId(string wanted, HashSet<string> ids)
    {
        var id = wanted;
        for (var i = 2; !ids.Add(id); i++)
        {
            id = $"{wanted}{i}";
        }

        return id;
    }

    private static JsonObject Info(IEnumerable<(string Service, JsonObject? Document)> parts)
    {
        var missing = string.Join(", ", Missing(parts));
        return new JsonObject
        {
            ["title"] = "CauseFlow",
            ["version"] = "v1",
            ["description"] = missing.Length == 0
                ? About
                : $"INCOMPLETE: {missing} did not answer, so its operations are missing here. {About}",
        };
    }

    private static JsonObject ErrorResponse() => new()
    {
        ["description"] = "Refused or failed. The code in `error` is stable, and `message` says what to do.",
        ["content"] = new JsonObject
        {
            ["application/json"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/ApiError" },
            },
        },
    };

    private static JsonObject SecuritySchemes() => new()
    {
        ["bearer"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["bearerFormat"] = "JWT",
            ["description"] = "A token of an issuer that the installation trusts: sub, tenant_id, roles, iss, aud, exp.",
        },
        ["apiKey"] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "header",
            ["name"] = "X-API-Key",
            ["description"] = "cflo_ and 64 hex digits; it carries its own roles.",
        },
    };
}
