using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CauseFlow.Contracts;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>A call of each operation of the API, against a customer who has a case. What only reads needs no word here.</summary>
public sealed partial class ApiCalls
{
    private const string Custom = "postCustomAlert";

    /// <summary>What takes away what others need comes last, in this order.</summary>
    private static readonly string[] Last =
        ["rotateExternalId", "eraseEvidence", "deleteCredential", "disconnectIntegration", "connectAws", "revokeApiKey"];

    private readonly Customer _customer;
    private readonly Dictionary<string, string> _ids;
    private readonly Dictionary<string, object> _bodies;
    private readonly string _ingestKey;
    private readonly string _signingSecret;

    private ApiCalls(Customer customer, Dictionary<string, string> ids, string ingestKey, string signingSecret)
    {
        (_customer, _ids, _ingestKey, _signingSecret) = (customer, ids, ingestKey, signingSecret);
        var facts = customer.Cloud.Facts;
        _bodies = new()
        {
            ["createApiKey"] = new { name = "pipeline", roles = new[] { "member" } },
            ["createTenant"] = new { name = "Another team" },
            ["approveConfirmation"] = new { id = "cnf_01ARZ3NDEKTSV4RRFFQ69G5FAV" },
            [Custom] = new { title = "Checkout is slow", description = "The 99th percentile is above two seconds.", severity = "high",
                sourceAlertId = "checkout-latency-1", service = "checkout", environment = "production", tags = new[] { "team:shop" } },
            ["changeIntegration"] = new { name = "Production", services = new[] { "checkout" } },
            ["connectAws"] = new { roleArn = facts.RoleArn, regions = new[] { facts.Region }, topicArns = new[] { facts.TopicArn } },
            ["connectAzure"] = new { tenantId = "11111111-2222-3333-4444-555555555555", clientId = "66666666-7777-8888-9999-000000000000",
                credentialId = "crd_01ARZ3NDEKTSV4RRFFQ69G5FAV", subscriptionIds = new[] { "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" } },
            ["connectGcp"] = new { projectIds = new[] { "shop-production" }, credentialId = "crd_01ARZ3NDEKTSV4RRFFQ69G5FAV" },
            ["storeCredential"] = new { name = "Shop subscription", clientSecret = "not-a-real-secret-0123456789",
                secretExpiresAt = "2030-01-01T00:00:00Z" },
            ["createIncident"] = new { title = "Checkout is slow", description = "Since the release at noon.", severity = "high",
                resource = new { provider = "aws", kind = "aws.lambda.function", name = "checkout", id = facts.Truth.Resource } },
            ["updateIncident"] = new { severity = "critical", reason = "Every customer is affected." },
            ["startInvestigation"] = new { },
            ["addContext"] = new { text = "We moved to a new queue at noon.", hints = new[] { "orders-queue" } },
            ["cancelInvestigation"] = new { reason = "Found by hand." },
            ["putNotificationSettings"] = new
            {
                version = 0,
                channels = new[]
                {
                    // A name that never leads anywhere: what the test answers is that.
                    new { name = "on call", kind = "slack", url = "https://hooks.example.invalid/services/T000/B000/XXXX",
                        events = new[] { "opened", "cause_found", "cause_changed", "resolved" }, minimumSeverity = "high" },
                },
            },
            ["testNotificationChannel"] = new { channel = "on call" },
            ["giveFeedback"] = new { opinion = "confirm", rank = 1, comment = "That was it." },
            ["redrive"] = new { limit = 10 },
            ["discard"] = new { limit = 10 },
        };
    }

    /// <summary>An account, a case, and what the calls refer to.</summary>
    public static async Task<ApiCalls> PrepareAsync(Customer customer)
    {
        await customer.ConnectAsync();
        (await customer.RaiseAlarmAsync()).ShouldHaveSingleItem().Attempts[^1].ShouldBe(200);
        await customer.VerdictAsync();
        var incident = await FirstAsync("v1/incidents");
        var webhook = (await customer.Api.GetAsync("v1/webhooks")).GetProperty("items")[0].GetProperty("url").GetString()!.Split('/');
        var ingest = await customer.Api.PostAsync("v1/api-keys", new { name = "alerts", roles = new[] { "ingest" } });
        var signing = await customer.Api.PostAsync("v1/webhooks/custom/rotate");
        var ids = new Dictionary<string, string>
        {
            ["/v1/incidents"] = incident,
            ["/v1/investigation"] = incident,
            ["/v1/triage"] = incident,
            ["/v1/integrations"] = await FirstAsync("v1/integrations"),
            ["/v1/evidence"] = (await customer.Api.GetAsync($"v1/triage/{incident}/evidence")).GetProperty("items")[0]
                .GetProperty("evidenceId").GetString()!,
            ["tenantId"] = webhook[^3],
            ["routeKey"] = webhook[^1],
            ["provider"] = "cloudwatch",
        };
        return new ApiCalls(customer, ids, ingest.GetProperty("key").GetString()!, signing.GetProperty("signingSecret").GetString()!);

        async Task<string> FirstAsync(string list) =>
            (await customer.Api.GetAsync(list)).GetProperty("items")[0].GetProperty("id").GetString()!;
    }

    /// <summary>Reads first, then what adds, then what takes away.</summary>
    public static IEnumerable<ApiOperation> InOrder(IEnumerable<ApiOperation> operations) => operations
        .OrderBy(operation => operation.Method != "GET").ThenBy(operation => operation.Id != "giveFeedback").ThenBy(operation => Array.IndexOf(Last, operation.Id));

    public ApiCall Of(ApiOperation operation)
    {
        var body = BodyOf(operation) is { } value ? JsonSerializer.Serialize(value, ContractJson.Options) : null;
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(_customer.Url, PathOf(operation)));
        request.Headers.Add("X-API-Key", operation.Id == Custom ? _ingestKey : ((IProduct)_customer.Product).AdminKey);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        if (operation.Id == Custom)
        {
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_signingSecret), Encoding.UTF8.GetBytes(body!));
            request.Headers.Add("X-Webhook-Signature", "sha256=" + Convert.ToHexStringLower(signature));
        }

        return new ApiCall(request, body, IsRefused(operation));
    }

    /// <summary>Later calls are about what this one has made.</summary>
    public async Task LearnAsync(ApiOperation operation, string answer)
    {
        if (operation.Id is "rotateExternalId" or "disconnectIntegration")
        {
            var setup = await _customer.Api.GetAsync("v1/integrations/aws/setup");
            _customer.Cloud.SetExternalId(setup.GetProperty("externalId").GetString()!);
        }

        var place = operation.Id switch
        {
            "createApiKey" => "/v1/api-keys",
            "createTenant" => "/v1/tenants",
            "storeCredential" => "/v1/credentials",
            _ => null,
        };
        if (place is not null)
        {
            _ids[place] = JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString()!;
        }
    }

    /// <summary>Keys are as good as real to whoever looks for leaked ones.</summary>
    public static string WithoutSecrets(string json) => Secret().Replace(json, match => match.Groups[1].Value + "…");

    private static bool IsRefused(ApiOperation operation) => operation.Id switch
    {
        // What is signed or sealed with a password comes from the simulated clouds in other tests.
        "postSnsMessage" or "postAzureAlert" or "postGcpIncident" => true,

        // No subscription waits.
        "approveConfirmation" => true,
        _ => operation is { MayLackExample: true, Method: "POST" },
    };

    private object? BodyOf(ApiOperation operation)
    {
        if (operation.Method is "GET" or "DELETE")
        {
            return null;
        }

        var action = operation.Path.EndsWith("/redrive", StringComparison.Ordinal) ? "redrive"
            : operation.Path.EndsWith("/discard", StringComparison.Ordinal) ? "discard" : operation.Id;
        var body = _bodies.GetValueOrDefault(action);
        return body is null && operation.BodySchema is { } schema && schema.TryGetProperty("properties", out _)
            ? throw new InvalidOperationException($"{operation} is new: say here how it is called.")
            : body;
    }

    private string PathOf(ApiOperation operation)
    {
        var parts = operation.Path.TrimStart('/').Split('/');
        return string.Join('/', parts.Select(part => part is ['{', .. var name, '}'] ? IdOf(operation, name) : part));
    }

    private string IdOf(ApiOperation operation, string name) => name == "queue"
        ? operation.Path.Split('/')[4] switch
        {
            "ingestion" => "ingestion-integration-changed_error",
            "credential-broker" => "credential-broker-investigation-requested_error",
            var service => service + "-alarm_error",
        }
        : _ids.GetValueOrDefault(name)
        ?? _ids.GetValueOrDefault(string.Join('/', operation.Path.Split('/').Take(3)))
        ?? throw new InvalidOperationException($"{operation} is new: say here what {name} is.");

    [GeneratedRegex("""(cflo_|"(?:signingSecret|routeKey|password|key|externalId|n|x|y)":"|/(?:cloudwatch|azure-monitor|gcp-monitoring)/)[\w\-+/=]{20,}""")]
    private static partial Regex Secret();
}
