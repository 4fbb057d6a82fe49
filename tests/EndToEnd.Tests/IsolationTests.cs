using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>
/// One tenant has a whole case; another tenant's admin tries everything that the published document names, with the ids
/// of the first in path, query and body. A new endpoint is tried without a change here.
/// </summary>
public sealed partial class IsolationTests
{
    private const int IdsPerKind = 2;

    [Fact]
    public async Task Nothing_of_one_tenant_reaches_another()
    {
        await using var customer = await Customer.StartAsync();
        await customer.ConnectAsync();
        await customer.RaiseAlarmAsync();
        await customer.VerdictAsync();
        await customer.Api.PostAsync("v1/api-keys", new { name = "reader", roles = new[] { "member" } });
        var operations = ApiOperation.Of(await customer.Api.GetAsync("openapi/v1.json"));
        var ids = await HarvestAsync(customer, operations);
        foreach (var kind in (string[])["inc", "inv", "evi", "int", "key", "dlv", "ten"])
        {
            ids.ShouldContain(id => id.StartsWith(kind + "_", StringComparison.Ordinal), "the case lacks an object");
        }

        var intruder = await IntruderAsync(customer);
        await TryAllAsync(customer, operations, ids, intruder);
        await OwnerHasEverythingAsync(customer, operations, ids);
    }

    /// <summary>Every id in whatever the owner can read, a few of each kind.</summary>
    private static async Task<List<string>> HarvestAsync(Customer customer, IReadOnlyList<ApiOperation> operations)
    {
        var found = new List<string>();
        var reads = operations.Where(operation => operation.Method == "GET" && !IsStream(operation)).ToList();
        foreach (var read in reads.Where(read => !read.NamesAnObject))
        {
            found.AddRange(await IdsInAsync(customer, read.PathWith("")));
        }

        var incident = found.First(id => id.StartsWith("inc_", StringComparison.Ordinal));
        foreach (var read in reads.Where(read => read.NamesAnObject))
        {
            found.AddRange(await IdsInAsync(customer, read.PathWith(incident)));
        }

        return [.. found.Distinct().GroupBy(id => id[..4]).SelectMany(kind => kind.Take(IdsPerKind))];
    }

    private static async Task<IEnumerable<string>> IdsInAsync(Customer customer, string path)
    {
        using var answer = await customer.Api.RawAsync(HttpMethod.Get, path);
        return answer.IsSuccessStatusCode
            ? Id().Matches(await answer.Content.ReadAsStringAsync()).Select(match => match.Value)
            : [];
    }

    private static async Task<string> IntruderAsync(Customer customer)
    {
        // Of an operator with a key of its own: whose key made the first admin, the new tenant may read in its audit chain.
        var made = await customer.Api.PostAsync("v1/api-keys", new { name = "operator", roles = new[] { "operator" } });
        var operators = made.GetProperty("key").GetString();
        var tenant = await SendAsync(customer, "v1/tenants", operators, new { name = "another tenant" });
        var key = await SendAsync(customer, $"v1/tenants/{tenant.GetProperty("id").GetString()}/api-keys", operators);
        return key.GetProperty("key").GetString()!;
    }

    private static async Task<JsonElement> SendAsync(Customer customer, string path, string? key, object? body = null)
    {
        using var answer = await customer.Api.RawAsync(HttpMethod.Post, path, body, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, path);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Clone();
    }

    private static async Task TryAllAsync(
        Customer customer, IReadOnlyList<ApiOperation> operations, List<string> ids, string intruder)
    {
        // Reads first: what the intruder writes with a foreign id in it is the intruder's own from then on.
        foreach (var operation in operations.OrderBy(operation => operation.Method != "GET"))
        {
            foreach (var id in ids)
            {
                await TryAsync(customer, operation, operation.PathWith(id), id, ids, intruder);
                foreach (var parameter in operation.QueryParameters.Append("tenantId"))
                {
                    await TryAsync(customer, operation, $"{operation.PathWith(id)}?{parameter}={id}", id, ids, intruder);
                }

                if (!operation.NamesAnObject && operation.QueryParameters.Count == 0 && operation.BodySchema is null)
                {
                    break;
                }
            }
        }
    }

    private static async Task TryAsync(
        Customer customer, ApiOperation operation, string path, string id, List<string> ids, string intruder)
    {
        using var answer = await customer.Api.RawAsync(
            new HttpMethod(operation.Method), path, operation.BodyWith(id), intruder);
        var what = $"{operation.Method} {path} answered {(int)answer.StatusCode}";
        if (operation.NamesAnObject)
        {
            answer.IsSuccessStatusCode.ShouldBeFalse(what);
        }

        ((int)answer.StatusCode).ShouldBeLessThan(500, what);
        if (operation.Role == "operator")
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, what);
        }

        if (operation.Role == "anonymous" && !operation.NamesAnObject)
        {
            return;
        }

        var text = await answer.Content.ReadAsStringAsync();
        foreach (var foreign in ids.Where(other => other != id).Concat(SecretsOf(customer)))
        {
            text.Contains(foreign, StringComparison.Ordinal).ShouldBeFalse($"{what} and named {foreign}: {text}");
        }
    }

    private static IEnumerable<string> SecretsOf(Customer customer) => new[]
    {
        customer.Cloud.Facts.RoleArn, customer.Cloud.Facts.TopicArn, customer.Cloud.Facts.Truth.Resource,
        customer.Webhook.AbsolutePath,
    }.OfType<string>();

    /// <summary>The ids were right, so the refusals meant something; and nothing of the owner's was changed.</summary>
    private static async Task OwnerHasEverythingAsync(
        Customer customer, IReadOnlyList<ApiOperation> operations, List<string> ids)
    {
        // Error queues are the operators', and the bus of one process has none.
        foreach (var operation in operations.Where(one => one.Method == "GET" && one.NamesAnObject && !IsStream(one)
            && !one.PathWith("").Contains("/error-queues/", StringComparison.Ordinal)))
        {
            var statuses = new List<HttpStatusCode>();
            foreach (var id in ids)
            {
                using var answer = await customer.Api.RawAsync(HttpMethod.Get, operation.PathWith(id));
                statuses.Add(answer.StatusCode);
            }

            statuses.ShouldContain(HttpStatusCode.OK, $"{operation}: the case has no object for it, so nothing was proved");
        }

        var integration = (await customer.Api.GetAsync("v1/integrations")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        integration.GetProperty("status").GetString().ShouldBe("connected");
        (await customer.Api.GetAsync("v1/api-keys")).GetProperty("items").GetArrayLength().ShouldBe(3);
        var incident = (await customer.IncidentsAsync()).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (await customer.Api.GetAsync($"v1/incidents/{incident.GetProperty("id").GetString()}/investigations"))
            .GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    // It ends only when the client goes; its refusals are tried all the same.
    private static bool IsStream(ApiOperation operation) => operation.Path.EndsWith("/events", StringComparison.Ordinal);

    [GeneratedRegex("\\b(?:[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}|evi_[0-9a-zA-Z]{16,})\\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
