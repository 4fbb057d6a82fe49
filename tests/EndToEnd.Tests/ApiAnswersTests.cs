using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CauseFlow.Contracts;
using Json.Schema;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>
/// Every operation of the published document is called, and what it answers is held against the schema that the document gives for that
/// status. An operation that <see cref="ApiCalls"/> cannot call yet fails the test. With CAUSEFLOW_APPROVE=1 the document's examples are
/// made anew from these calls.
/// </summary>
public sealed class ApiAnswersTests
{
    private const string ExamplesFile = "services/gateway/OpenApi/api-examples.json";
    private static readonly bool IsApproving = Environment.GetEnvironmentVariable("CAUSEFLOW_APPROVE") == "1";

    [Fact]
    public async Task Every_operation_answers_what_the_document_says()
    {
        await using var customer = await Customer.StartAsync(new Dictionary<string, string?> { ["Broker:Oidc:Issuer"] = "https://causeflow.example" });
        var calls = await ApiCalls.PrepareAsync(customer);

        // Only now has every service certainly described itself: on a slow machine the document has gaps at first.
        var document = await customer.Api.GetAsync("openapi/v1.json");
        var problems = new List<string>();
        var examples = new JsonObject();
        foreach (var operation in ApiCalls.InOrder(ApiOperation.Of(document)))
        {
            var call = calls.Of(operation);
            using var request = call.Request;
            using var answer = await customer.Api.SendAsync(request, operation.IsStream);
            var where = $"{operation} {(int)answer.StatusCode}";
            var response = ResponseOf(document, operation, (int)answer.StatusCode);
            if (((int)answer.StatusCode < 300) == call.IsRefused)
            {
                problems.Add($"{where}: {await answer.Content.ReadAsStringAsync()}");
            }
            else if (response is null)
            {
                problems.Add($"{where}: this status is not described");
            }
            else if (operation.IsStream)
            {
                answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            }
            else
            {
                var body = await answer.Content.ReadAsStringAsync();
                problems.AddRange(Mistakes(document, response.Value, answer, body).Select(mistake => $"{where}: {mistake}"));
                await calls.LearnAsync(operation, body);
                examples[operation.Id] = ExampleOf(call, body, answer);
            }
        }

        problems.ShouldBeEmpty();
        Approve(examples);
        ExamplesFit(document);
    }

    private static JsonElement? ResponseOf(JsonElement document, ApiOperation operation, int status)
    {
        var responses = document.GetProperty("paths").GetProperty(operation.Path)
            .GetProperty(operation.Method.ToLowerInvariant()).GetProperty("responses");
        return responses.TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out var own) ? own
            : status >= 400 ? document.GetProperty("components").GetProperty("responses").GetProperty("Error")
            : null;
    }

    private static IEnumerable<string> Mistakes(JsonElement document, JsonElement response, HttpResponseMessage answer, string body)
    {
        var type = answer.Content.Headers.ContentType?.MediaType;
        if (!response.TryGetProperty("content", out var content) || (body.Length == 0 && type is null))
        {
            return body.Length == 0 ? [] : [$"a body that is not described: {body}"];
        }

        if (type is null || !content.TryGetProperty(type, out var described))
        {
            return [$"{type} is not among {string.Join(", ", content.EnumerateObject().Select(one => one.Name))}"];
        }

        return type == "application/json" && described.TryGetProperty("schema", out var schema)
            ? Misfits(document, schema, JsonSerializer.Deserialize<JsonElement>(body))
            : [];
    }

    /// <summary>What JSON Schema 2020-12, which OpenAPI 3.1 takes over, finds wrong; references are to the document's own components.</summary>
    private static IEnumerable<string> Misfits(JsonElement document, JsonElement schema, JsonElement value)
    {
        var whole = JsonNode.Parse(schema.GetRawText())!.AsObject();
        whole["$defs"] = JsonNode.Parse(document.GetProperty("components").GetProperty("schemas").GetRawText());
        var text = whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        var found = JsonSchema.FromText(text).Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return found.IsValid
            ? []
            : [.. (found.Details ?? []).Where(detail => detail.Errors is not null)
                .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value} ({detail.SchemaLocation.Fragment})")).Distinct()];
    }

    private static JsonObject? ExampleOf(ApiCall call, string body, HttpResponseMessage answer)
    {
        var example = new JsonObject();
        if (call.Body is not null)
        {
            example["request"] = JsonNode.Parse(ApiCalls.WithoutSecrets(call.Body));
        }

        if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "application/json")
        {
            example["response"] = Short(JsonNode.Parse(ApiCalls.WithoutSecrets(body)));
        }

        return example.Count == 0 ? null : example;
    }

    /// <summary>One of each list and the beginning of each text: an example is read, not used.</summary>
    private static JsonNode? Short(JsonNode? node) => node switch
    {
        JsonArray list => new JsonArray([.. list.Take(1).Select(item => Short(item?.DeepClone()))]),
        JsonObject value => new JsonObject(value.Select(pair => KeyValuePair.Create(pair.Key, Short(pair.Value?.DeepClone())))),
        JsonValue text when text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() is { Length: > 300 } whole => whole[..300] + "…",
        _ => node?.DeepClone(),
    };

    private static void Approve(JsonObject examples)
    {
        if (IsApproving)
        {
            var sorted = new JsonObject(examples.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
            File.WriteAllText(
                Path.Combine(Repository.Root, ExamplesFile), sorted.ToJsonString(new(ContractJson.Options) { WriteIndented = true }) + "\n");
        }
    }

    /// <summary>Those of the last approval are in the document; a schema that has moved on since shows here.</summary>
    private static void ExamplesFit(JsonElement document)
    {
        var misfits = new List<string>();
        foreach (var operation in ApiOperation.Of(document))
        {
            var described = document.GetProperty("paths").GetProperty(operation.Path).GetProperty(operation.Method.ToLowerInvariant());
            var contents = described.GetProperty("responses").EnumerateObject().Where(answer => answer.Name.StartsWith('2')).Select(answer => answer.Value)
                .Concat(described.TryGetProperty("requestBody", out var body) ? [body] : [])
                .Where(one => one.TryGetProperty("content", out _)).Select(one => one.GetProperty("content"));
            foreach (var json in contents.Where(content => content.TryGetProperty("application/json", out _)).Select(content => content.GetProperty("application/json")))
            {
                misfits.AddRange(json.TryGetProperty("example", out var example)
                    ? Misfits(document, json.GetProperty("schema"), example).Select(misfit => $"{operation}: the example: {misfit}")
                    : operation.MayLackExample || !json.GetProperty("schema").TryGetProperty("$ref", out _) ? [] : [$"{operation} has no example"]);
            }
        }

        if (!IsApproving)
        {
            misfits.ShouldBeEmpty($"CAUSEFLOW_APPROVE=1 makes {ExamplesFile} anew");
        }
    }
}
