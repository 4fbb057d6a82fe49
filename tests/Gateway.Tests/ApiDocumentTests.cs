using System.Net;
using System.Text.Json;
using Microsoft.OpenApi;

namespace CauseFlow.Gateway.Tests;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task One_document_holds_the_services_and_the_gateway()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.SendAsync("GET", "/openapi/v1.json");
        var text = await answer.Content.ReadAsStringAsync();

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var (document, errors) = Parse(text);
        errors.ShouldBeEmpty();
        text.ShouldContain("\"openapi\": \"3.1");
        document.Paths.Keys.ShouldBe(
            ["/health", "/health/detailed", "/v1/operations/error-queues", "/v1/whoami", "/v1/api-keys", "/v1/api-keys/{id}", "/v1/tenants", "/v1/tenants/{id}/api-keys",
            "/v1/incidents", "/v1/audit", "/v1/integrations/aws/setup", "/v1/webhooks/{tenantId}/cloudwatch/{routeKey}"],
            ignoreOrder: true);
        document.Components!.SecuritySchemes!.Keys.ShouldBe(["bearer", "apiKey"], ignoreOrder: true);
        document.Components.Schemas!.ShouldContainKey("ApiError");
        document.Extensions!.ShouldContainKey("x-causeflow-missing");
        Words(text, "x-causeflow-missing").ShouldBeEmpty();
    }

    [Fact]
    public async Task Same_name_of_different_schemas_becomes_two_and_every_reference_follows()
    {
        await using var gateway = await StartAsync();

        using var json = JsonDocument.Parse(await (await gateway.SendAsync("GET", "/openapi/v1.json")).Content.ReadAsStringAsync());

        var schemas = json.RootElement.GetProperty("components").GetProperty("schemas");
        schemas.GetProperty("Row").GetProperty("properties").TryGetProperty("record", out _).ShouldBeTrue();
        var other = schemas.GetProperty("InvestigationsRow").GetProperty("properties");
        other.TryGetProperty("incident", out _).ShouldBeTrue();
        other.GetProperty("before").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/InvestigationsRow");
        Ref(json, "/v1/audit").ShouldBe("#/components/schemas/Row");
        Ref(json, "/v1/incidents").ShouldBe("#/components/schemas/InvestigationsRow");
        schemas.EnumerateObject().Count(schema => schema.Name.EndsWith("Shared", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Operation_says_its_role_its_error_and_how_to_prove_identity()
    {
        await using var gateway = await StartAsync();

        using var json = JsonDocument.Parse(await (await gateway.SendAsync("GET", "/openapi/v1.json")).Content.ReadAsStringAsync());
        JsonElement Operation(string path, string method) =>
            json.RootElement.GetProperty("paths").GetProperty(path).GetProperty(method);

        var header = Operation("/v1/api-keys", "post").GetProperty("parameters").EnumerateArray().ShouldHaveSingleItem();
        (header.GetProperty("name").GetString(), header.GetProperty("in").GetString()).ShouldBe(("Idempotency-Key", "header"));
        Operation("/v1/audit", "get").GetProperty("x-causeflow-role").GetString().ShouldBe("admin");
        Operation("/v1/integrations/aws/setup", "get").GetProperty("x-causeflow-role").GetString().ShouldBe("admin");
        Operation("/v1/audit", "get").GetProperty("security").GetArrayLength().ShouldBe(2);
        Operation("/v1/audit", "get").GetProperty("responses").GetProperty("default").GetProperty("$ref").GetString()
            .ShouldBe("#/components/responses/Error");
        Operation("/v1/webhooks/{tenantId}/cloudwatch/{routeKey}", "post").GetProperty("security").GetArrayLength().ShouldBe(0);
        Operation("/v1/tenants", "post").GetProperty("x-causeflow-role").GetString().ShouldBe("operator");
    }

    [Fact]
    public async Task Operation_that_no_route_leads_to_is_named_and_not_described()
    {
        await using var gateway = await StartAsync();
        gateway.Investigations.ApiDocument = Document("/v1/unrouted", "get", "Row", "incident");

        var text = await (await gateway.SendAsync("GET", "/openapi/v1.json")).Content.ReadAsStringAsync();

        Words(text, "x-causeflow-unrouted").ShouldBe(["GET /v1/unrouted"]);
        Parse(text).Document.Paths.Keys.ShouldNotContain("/v1/unrouted");
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("silent")]
    [InlineData("garbage")]
    [InlineData("huge")]
    public async Task Service_that_is_away_costs_only_its_part_and_comes_back(string how)
    {
        await using var gateway = await StartAsync();
        var good = gateway.Ingestion.ApiDocument;
        gateway.Ingestion.HangOnDocument = how == "silent";
        gateway.Ingestion.ApiDocument = how switch
        {
            "gone" => null,
            "garbage" => "[1",
            "huge" => Document("/v1/webhooks/deliveries", "get", new string('x', 5 * 1024 * 1024), "x"),
            _ => good,
        };

        var without = await (await gateway.SendAsync("GET", "/openapi/v1.json")).Content.ReadAsStringAsync();
        (gateway.Ingestion.HangOnDocument, gateway.Ingestion.ApiDocument) = (false, good);
        gateway.Time.Advance(TimeSpan.FromSeconds(6));
        var with = await (await gateway.SendAsync("GET", "/openapi/v1.json")).Content.ReadAsStringAsync();

        Parse(without).Errors.ShouldBeEmpty();
        Words(without, "x-causeflow-missing").ShouldBe(["ingestion"]);
        without.ShouldContain("INCOMPLETE: ingestion");
        without.ShouldContain("/v1/incidents");
        Words(with, "x-causeflow-missing").ShouldBeEmpty();
        with.ShouldContain("cloudwatch");
    }

    [Fact]
    public async Task Page_needs_no_script_and_loads_only_its_own_style()
    {
        await using var gateway = await StartAsync();
        gateway.Broker.ApiDocument = Document("/v1/audit", "get", "Row", "<script>alert(1)</script>");

        var answer = await gateway.SendAsync("GET", "/docs");
        var html = await answer.Content.ReadAsStringAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe(
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        html.ShouldContain("/v1/incidents");
        html.ShouldContain("X-RateLimit-Limit");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("style=");
        html.ShouldNotContain("http://");
        html.ShouldNotContain("https://");
        (await gateway.SendAsync("GET", "/docs/style.css")).Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
    }

    private static async Task<TestGateway> StartAsync()
    {
        var gateway = await TestGateway.StartAsync();
        gateway.Ingestion.ApiDocument = Document("/v1/webhooks/{tenantId}/cloudwatch/{routeKey}", "post", "Delivery", "id");
        gateway.Broker.ApiDocument = Document("/v1/audit", "get", "Row", "record", "/v1/integrations/aws/setup");
        gateway.Investigations.ApiDocument = Document("/v1/incidents", "get", "Row", "incident");
        return gateway;
    }

    private static string Document(string path, string method, string schema, string member, string? more = null)
    {
        object Item(string name) => new
        {
            parameters = Array.Empty<object>(),
            responses = new Dictionary<string, object>
            {
                ["200"] = new
                {
                    description = "OK",
                    content = new Dictionary<string, object>
                    {
                        ["application/json"] = new { schema = new Dictionary<string, object> { ["$ref"] = $"#/components/schemas/{name}" } },
                    },
                },
            },
        };
        var paths = new Dictionary<string, object> { [path] = new Dictionary<string, object> { [method] = Item(schema) } };
        if (more is not null)
        {
            paths[more] = new Dictionary<string, object> { ["get"] = Item("Shared") };
        }

        return JsonSerializer.Serialize(new
        {
            openapi = "3.1.1",
            info = new { title = "t", version = "1" },
            paths,
            components = new
            {
                schemas = new Dictionary<string, object>
                {
                    [schema] = new
                    {
                        type = "object",
                        properties = new Dictionary<string, object>
                        {
                            [member] = new { type = "string" },
                            ["before"] = new Dictionary<string, object> { ["$ref"] = $"#/components/schemas/{schema}" },
                        },
                    },
                    ["Shared"] = new { type = "object", properties = new { x = new { type = "string" } } },
                },
            },
        });
    }

    private static string? Ref(JsonDocument json, string path) => json.RootElement.GetProperty("paths").GetProperty(path)
        .GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
        .GetProperty("schema").GetProperty("$ref").GetString();

    private static List<string?> Words(string json, string member) =>
        [.. JsonDocument.Parse(json).RootElement.GetProperty(member).EnumerateArray().Select(word => word.GetString())];

    private static (OpenApiDocument Document, IEnumerable<string> Errors) Parse(string json)
    {
        var read = OpenApiDocument.Parse(json, "json");
        return (read.Document!, read.Diagnostic!.Errors.Select(error => error.ToString()));
    }
}
