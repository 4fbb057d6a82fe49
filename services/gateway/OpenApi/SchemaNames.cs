using System.Text.Json.Nodes;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>Gives the components of one service's document names that are free in the whole, in every place that uses them.</summary>
internal static class SchemaNames
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>
    /// Moves the schemas of <paramref name="part"/> into <paramref name="schemas"/>. A name that is taken by a different
    /// schema gets the service's name in front; the same schema under the same name stays one.
    /// </summary>
    public static void Move(JsonObject part, string service, JsonObject schemas)
    {
        if (part["components"]?["schemas"] is not JsonObject own)
        {
            return;
        }

        var renamed = own.Where(schema => schemas.TryGetPropertyValue(schema.Key, out var taken)
                && !JsonNode.DeepEquals(taken, schema.Value))
            .ToDictionary(schema => schema.Key, schema => Free(PascalCase(service) + schema.Key, own, schemas));
        if (renamed.Count > 0)
        {
            Rename(part, renamed);
        }

        foreach (var (name, schema) in own.ToArray())
        {
            own.Remove(name);
            schemas[renamed.GetValueOrDefault(name, name)] = schema;
        }
    }

    private static string Free(string wanted, JsonObject own, JsonObject schemas)
    {
        var name = wanted;
        for (var i = 2; own.ContainsKey(name) || schemas.ContainsKey(name); i++)
        {
            name = $"{wanted}{i}";
        }

        return name;
    }

    /// <summary>References are strings under <c>$ref</c>, and the values of a discriminator's <c>mapping</c>.</summary>
    private static void Rename(JsonNode? node, Dictionary<string, string> renamed)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                {
                    Rename(item, renamed);
                }

                break;
            case JsonObject item:
                foreach (var (key, value) in item.ToArray())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out var reference)
                        && reference.StartsWith(Prefix, StringComparison.Ordinal)
                        && renamed.TryGetValue(reference[Prefix.Length..], out var name))
                    {
                        item[key] = Prefix + name;
                    }
                    else
                    {
                        Rename(value, renamed);
                    }
                }

                break;
        }
    }

    private static string PascalCase(string service) =>
        string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
