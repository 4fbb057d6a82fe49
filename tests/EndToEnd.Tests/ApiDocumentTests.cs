using System.Text.Json;
using Microsoft.OpenApi;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>Only where every service runs can the document be held against the routes.</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Routes_and_described_operations_are_the_same()
    {
        await using var customer = await Customer.StartAsync();

        var document = await customer.Api.GetAsync("openapi/v1.json");

        var read = OpenApiDocument.Parse(document.GetRawText(), "json");
        read.Diagnostic!.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        Words(document, "x-causeflow-missing").ShouldBeEmpty();
        Words(document, "x-causeflow-unrouted").ShouldBeEmpty("described by a service, and no route of the gateway leads there");
        var operations = ApiOperation.Of(document);
        operations.Count.ShouldBeGreaterThan(30);
        Routes().Where(route => !operations.Any(operation => operation.IsTakenBy(route.Method, route.Path)))
            .ShouldBeEmpty("routes of the gateway that no service has");
    }

    private static List<string?> Words(JsonElement document, string name) =>
        [.. document.GetProperty(name).EnumerateArray().Select(word => word.GetString())];

    private static List<(string Method, string Path)> Routes()
    {
        var folder = Path.GetDirectoryName(Repository.Assembly("services/all-in-one", "AllInOne"))!;
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "gateway.routes.json")));
        return
        [
            .. from route in json.RootElement.GetProperty("Routes").EnumerateObject()
               let match = route.Value.GetProperty("Match")
               from method in match.GetProperty("Methods").EnumerateArray()
               select (method.GetString()!, match.GetProperty("Path").GetString()!),
        ];
    }
}
