using System.Text.Json.Nodes;

namespace CauseFlow.Gateway.OpenApi;

/// <summary>
/// An example of each operation's request and answer, in api-examples.json by the operation's id: what really went over the wire in a
/// test that calls them all, with the keys taken out.
/// </summary>
internal static class ApiExamples
{
    private static readonly JsonObject All = Read();

    /// <summary>Into the JSON bodies that the operation has; one without an example stays as it is.</summary>
    public static void AddTo(JsonObject operation)
    {
        if (All[operation["operationId"]!.GetValue<string>()] is not JsonObject example)
        {
            return;
        }

        Add(operation["requestBody"], example["request"]);
        foreach (var (_, response) in operation["responses"]!.AsObject().Where(answer => answer.Key.StartsWith('2')))
        {
            Add(response, example["response"]);
        }
    }

    private static void Add(JsonNode? body, JsonNode? example)
    {
        if (example is not null && body?["content"]?["application/json"] is JsonObject json)
        {
            json["example"] = example.DeepClone();
        }
    }

    private static JsonObject Read()
    {
        using var file = typeof(ApiExamples).Assembly.GetManifestResourceStream("api-examples.json")
            ?? throw new InvalidOperationException("The build has left the examples of the API out.");
        return JsonNode.Parse(file)!.AsObject();
    }
}
