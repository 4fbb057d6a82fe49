using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Audit;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>The whole service on real Kestrel and the in-memory bus, with a fake STS.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private const string OtherTenant = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW";
    private BrokerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BrokerHost.StartAsync();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Api_ConnectListTestDisconnectAudit()
    {
        using var admin = Api(Roles.Admin);
        var setup = await admin.GetFromJsonAsync<JsonElement>("v1/integrations/aws/setup");
        setup.GetProperty("trustPolicy").GetProperty("Statement").GetArrayLength().ShouldBe(1);
        setup.GetProperty("externalId").GetString()!.Length.ShouldBe(40);

        var created = await ConnectAsync(admin);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        (await ConnectAsync(admin)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var member = Api(Roles.Member);
        var list = await member.GetFromJsonAsync<JsonElement>("v1/integrations");
        list.GetProperty("items")[0].GetProperty("status").GetString().ShouldBe("connected");
        (await member.GetAsync("v1/integrations/aws/setup")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await member.GetAsync("v1/audit")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        using var stranger = Api(Roles.Admin, OtherTenant);
        (await stranger.GetAsync($"v1/integrations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.DeleteAsync($"v1/integrations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await admin.PostAsync($"v1/integrations/{id}/test", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await admin.DeleteAsync($"v1/integrations/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var audit = await admin.GetFromJsonAsync<JsonElement>("v1/audit?limit=2");
        audit.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("action").GetString())
            .ShouldBe(["lease.closed", "integration.disconnected"]);
        var verified = await admin.PostAsync("v1/audit/verify", null);
        (await verified.Content.ReadFromJsonAsync<AuditVerification>(ContractJson.Options))!.Ok.ShouldBeTrue();
        (await admin.GetStringAsync("v1/audit/export")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(6);
    }

    [Theory]
    [InlineData(500, 130)]
    [InlineData(100_000, 130)]
    [InlineData(0, 1)]
    public async Task Audit_ListsUpToFiveHundredAtOnce(int limit, int shown)
    {
        await _host.Services.GetRequiredService<BrokerTransactions>().RunAsync(async work =>
        {
            for (var i = 0; i < 130; i++)
            {
                await work.Audit.AppendAsync(new AuditEntry { TenantId = Broker.Tenant, Actor = "tester", Action = "tested", Subject = $"{i}" });
            }

            return true;
        }, TestContext.Current.CancellationToken);
        using var admin = Api(Roles.Admin);

        (await admin.GetFromJsonAsync<JsonElement>($"v1/audit?limit={limit}")).GetProperty("items").GetArrayLength().ShouldBe(shown);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("?format=json", true)]
    [InlineData("?format=cloudformation", false)]
    [InlineData("?format=terraform", false)]
    public async Task Setup_ThatShowsTheExternalId_IsInTheAuditLog(string query, bool recorded)
    {
        using var admin = Api(Roles.Admin);

        var text = await admin.GetStringAsync($"v1/integrations/aws/setup{query}");

        text.Contains("\"externalId\"", StringComparison.Ordinal).ShouldBe(recorded);
        var audit = await admin.GetFromJsonAsync<JsonElement>("v1/audit");
        audit.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("action").GetString())
            .ShouldBe(recorded ? ["external_id.read"] : []);
    }

    [Fact]
    public async Task Connect_RepeatedWithTheSameKey_ConnectsOnceAndAnotherBodyIsRefused()
    {
        using var admin = Api(Roles.Admin);
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        var together = await Task.WhenAll(ConnectAsync(admin), ConnectAsync(admin), ConnectAsync(admin));
        var other = await admin.PostAsJsonAsync("v1/integrations/aws/connect", new { roleArn = Broker.Role, regions = new[] { "us-east-1" } });

        together.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        together.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(2);
        (await other.Content.ReadFromJsonAsync<ApiError>(ContractJson.Options))!.Error.ShouldBe("idempotency_key_used");
        admin.DefaultRequestHeaders.Remove("Idempotency-Key");
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "two");
        (await (await ConnectAsync(admin)).Content.ReadFromJsonAsync<ApiError>(ContractJson.Options))!.Error.ShouldBe("already_connected");
    }

    [Fact]
    public async Task Connect_BadFields_NamesThemAll()
    {
        using var admin = Api(Roles.Admin);

        var answer = await admin.PostAsJsonAsync("v1/integrations/aws/connect", new { roleArn = "x", regions = new[] { "y" } });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await answer.Content.ReadFromJsonAsync<ApiError>(ContractJson.Options))!;
        error.Error.ShouldBe("invalid_input");
        error.Details!.Select(x => x.Field).ShouldBe(["roleArn", "regions[0]"]);
    }

    [Fact]
    public async Task Redeem_OverHttp_NeedsTheCollectorsOwnIdentityOnTheInternalPort()
    {
        using var admin = Api(Roles.Admin);
        (await ConnectAsync(admin)).EnsureSuccessStatusCode();
        var token = await GrantAsync();

        using var azure = Inner("collector-azure");
        var wrong = await RedeemAsync(azure, token);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var ingestion = Inner("ingestion");
        (await RedeemAsync(ingestion, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await RedeemAsync(admin, token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var aws = Inner("collector-aws");
        var answer = await RedeemAsync(aws, token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var response = (await answer.Content.ReadFromJsonAsync<RedeemResponse>(ContractJson.Options))!;
        response.Credentials.SecretAccessKey.ShouldBe(FakeSts.CanarySecret);
    }

    [Fact]
    public async Task InternalAudit_OfAnAllowedService_IsRecordedAndOfAnotherNot()
    {
        var entry = new AuditEntry { TenantId = Broker.Tenant, Actor = "key_1", Action = "api_key.created", Subject = "key_2" };
        using var collector = Inner("collector-aws");
        (await collector.PostAsJsonAsync("internal/audit", entry, ContractJson.Options))
            .StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        using var gateway = Inner("gateway");
        (await gateway.PostAsJsonAsync("internal/audit", entry, ContractJson.Options)).EnsureSuccessStatusCode();

        using var admin = Api(Roles.Admin);
        var audit = await admin.GetFromJsonAsync<JsonElement>("v1/audit");
        var item = audit.GetProperty("items").EnumerateArray().Single();
        item.GetProperty("action").GetString().ShouldBe("api_key.created");
        item.GetProperty("details").GetProperty("via").GetString().ShouldBe("gateway");
    }

    private static Task<HttpResponseMessage> ConnectAsync(HttpClient admin) =>
        admin.PostAsJsonAsync("v1/integrations/aws/connect", new { roleArn = Broker.Role, regions = new[] { "eu-west-1" } });

    private static Task<HttpResponseMessage> RedeemAsync(HttpClient client, string token) =>
        client.PostAsJsonAsync("internal/leases/redeem",
            new RedeemRequest { Token = token, Audience = "aws", RunId = "run_1" }, ContractJson.Options);

    private async Task<string> GrantAsync()
    {
        using var sample = new Broker();
        var request = sample.Request() with { RequestedAt = TimeProvider.System.GetUtcNow() };
        var decision = await _host.Services.GetRequiredService<BrokerTransactions>().RunAsync(async work =>
            await work.Desk.DecideAsync(request, CancellationToken.None), CancellationToken.None);
        return decision!.Grants.Single().SessionToken;
    }

    private HttpClient Api(string role, string tenant = Broker.Tenant) => _host.Api(role, tenant);

    private HttpClient Inner(string service) => _host.Inner(service);
}
