using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CauseFlow.CredentialBroker.Credentials;
using CauseFlow.CredentialBroker.Integrations;
using CauseFlow.CredentialBroker.Providers.Tokens;
using CauseFlow.CredentialBroker.Tests.Clouds;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.Storage.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.CredentialBroker.Tests;

/// <summary>Secrets that are handed in before their integration, over HTTP.</summary>
public sealed class CredentialTests : IDisposable
{
    private const string OtherTenant = "ten_01ARZ3NDEKTSV4RRFFQ69G5FAW";
    private const string Other = "99999999-2222-3333-4444-555555555555";
    private readonly ScriptedWire _wire = new() { Answer = _ => new ScriptedAnswer(200, Entra.Token()) };
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _wire.Dispose();

    [Fact]
    public void ProviderOf_EveryKind_IsTheCloudInItsName() => Enum.GetValues<CredentialKind>().ShouldAllBe(kind =>
        kind.ToString().StartsWith(StoredCredential.ProviderOf(kind).ToString(), StringComparison.Ordinal));

    [Fact]
    public async Task Store_AnswersWhatMayBeShown_SealsTheRestAndIsAudited()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);

        var stored = await admin.PostAsJsonAsync("v1/credentials",
            new { name = "Shop", clientSecret = Broker.AzureSecret, secretExpiresAt = _time.GetUtcNow().AddDays(300) });
        var again = await StoredAsync(admin, new { clientSecret = Broker.AzureSecret });
        var key = await StoredAsync(admin, new { credential = GoogleCloud.Key() });
        var text = await StoredAsync(admin, new { credential = JsonSerializer.Serialize(GoogleCloud.Key()) });
        var federation = await StoredAsync(admin, new { credential = GoogleCloud.Federation() });

        stored.StatusCode.ShouldBe(HttpStatusCode.Created);
        var view = await stored.Content.ReadFromJsonAsync<JsonElement>();
        stored.Headers.Location!.ToString().ShouldBe($"/v1/credentials/{view.GetProperty("id").GetString()}");
        view.GetProperty("kind").GetString().ShouldBe("azure_client_secret");
        view.GetProperty("removedAt").GetDateTimeOffset().ShouldBe(view.GetProperty("createdAt").GetDateTimeOffset().AddDays(1));
        view.GetProperty("fingerprint").GetString().ShouldBe(again.GetProperty("fingerprint").GetString());
        key.GetProperty("kind").GetString().ShouldBe("gcp_service_account_key");
        key.GetProperty("principal").GetString().ShouldBe(GoogleCloud.Account);
        key.GetProperty("fingerprint").GetString().ShouldBe(text.GetProperty("fingerprint").GetString());
        federation.GetProperty("kind").GetString().ShouldBe("gcp_federation");
        var list = await admin.GetStringAsync("v1/credentials?limit=2");
        list.ShouldNotContain("CANARY");
        var next = JsonDocument.Parse(list).RootElement.GetProperty("cursor").GetString();
        (await admin.GetFromJsonAsync<JsonElement>($"v1/credentials?limit=2&cursor={next}"))
            .GetProperty("items")[0].GetProperty("id").GetString().ShouldBe(key.GetProperty("id").GetString());
        (await CodeAsync(await admin.GetAsync("v1/credentials?cursor=%25"))).ShouldBe("invalid_cursor");
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BrokerDbContext>();
        (await db.Credentials.ToListAsync()).ShouldAllBe(x => x.Secret!.StartsWith("v1.") && x.SecretKeyId != null);
        (await db.AuditRecords.Where(x => x.Action == "credential.stored").ToListAsync()).Count.ShouldBe(5);
        (await db.AuditRecords.Select(x => x.Details).ToListAsync()).ShouldAllBe(x => !x.Contains("CANARY"));
    }

    [Fact]
    public async Task Store_IsTheAdminsAndRefusesWhatIsNoCredential()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        using var member = host.Api(Roles.Member);

        (await member.PostAsJsonAsync("v1/credentials", new { clientSecret = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await member.GetAsync("v1/credentials")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await FieldsAsync(await admin.PostAsJsonAsync("v1/credentials", new { }))).ShouldBe(["clientSecret"]);
        (await FieldsAsync(await admin.PostAsJsonAsync("v1/credentials",
            new { clientSecret = "x", credential = GoogleCloud.Key() }))).ShouldBe(["clientSecret"]);
        (await FieldsAsync(await admin.PostAsJsonAsync("v1/credentials",
            new { name = " ", clientSecret = Entra.Guid(), secretExpiresAt = _time.GetUtcNow().AddDays(-1) })))
            .ShouldBe(["name", "clientSecret", "secretExpiresAt"]);
        (await FieldsAsync(await admin.PostAsJsonAsync("v1/credentials",
            new { credential = new { type = "authorized_user" }, secretExpiresAt = _time.GetUtcNow().AddDays(1) })))
            .ShouldBe(["secretExpiresAt", "credential"]);
    }

    [Fact]
    public async Task Store_RepeatedWithTheSameKey_StoresOnce()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "one");

        var posts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            admin.PostAsJsonAsync("v1/credentials", new { clientSecret = Broker.AzureSecret })));
        var other = await admin.PostAsJsonAsync("v1/credentials", new { clientSecret = "another" });

        posts.Count(x => x.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        posts.Count(x => x.StatusCode == HttpStatusCode.OK).ShouldBe(2);
        (await CodeAsync(other)).ShouldBe("idempotency_key_used");
        (await admin.GetFromJsonAsync<JsonElement>("v1/credentials")).GetProperty("count").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Connect_TakesTheCredential_WhichNoOtherIntegrationMayUse()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        using var stranger = host.Api(Roles.Admin, OtherTenant);
        var expiry = _time.GetUtcNow().AddDays(10);
        var id = IdOf(await StoredAsync(admin, new { clientSecret = Broker.AzureSecret, secretExpiresAt = expiry }));

        var foreign = await stranger.PostAsJsonAsync("v1/integrations/azure/connect", Azure(id));
        var unknown = await admin.PostAsJsonAsync("v1/integrations/azure/connect", Azure("crd_none"));
        var both = await admin.PostAsJsonAsync("v1/integrations/azure/connect", Azure(id, secret: "x"));
        var wrongCloud = await admin.PostAsJsonAsync(
            "v1/integrations/gcp/connect", new { projectIds = new[] { "shop-prod" }, credentialId = id });
        var connected = await admin.PostAsJsonAsync("v1/integrations/azure/connect", Azure(id));
        var second = await admin.PostAsJsonAsync("v1/integrations/azure/connect", Azure(id, Other));

        (foreign.StatusCode, await CodeAsync(foreign)).ShouldBe((HttpStatusCode.NotFound, "credential_not_found"));
        (unknown.StatusCode, await CodeAsync(unknown)).ShouldBe((HttpStatusCode.NotFound, "credential_not_found"));
        (await FieldsAsync(both)).ShouldBe(["credentialId"]);
        (await FieldsAsync(wrongCloud)).ShouldBe(["credentialId"]);
        connected.StatusCode.ShouldBe(HttpStatusCode.Created);
        var shown = await connected.Content.ReadFromJsonAsync<JsonElement>();
        shown.GetProperty("warnings")[0].GetString()!.ShouldContain("expires");
        _wire.Sent.ShouldHaveSingleItem().Field("client_secret").ShouldBe(Broker.AzureSecret);
        (second.StatusCode, await CodeAsync(second)).ShouldBe((HttpStatusCode.Conflict, "credential_in_use"));
        var used = (await admin.GetFromJsonAsync<JsonElement>("v1/credentials")).GetProperty("items")[0];
        used.GetProperty("integrationId").GetString().ShouldBe(IdOf(shown));
        used.TryGetProperty("removedAt", out _).ShouldBeFalse();
        var refused = await admin.DeleteAsync($"v1/credentials/{id}");
        (refused.StatusCode, await CodeAsync(refused)).ShouldBe((HttpStatusCode.Conflict, "credential_in_use"));
        (await stranger.DeleteAsync($"v1/credentials/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            // The integration has its own ciphertext: the one it came from is not kept beside it.
            (await scope.ServiceProvider.GetRequiredService<BrokerDbContext>().Credentials.SingleAsync()).Secret.ShouldBeNull();
        }

        (await admin.DeleteAsync($"v1/integrations/{IdOf(shown)}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await admin.GetFromJsonAsync<JsonElement>("v1/credentials")).GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Connect_RepeatedWithTheSameKey_ConnectsOnce()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var id = IdOf(await StoredAsync(admin, new { clientSecret = Broker.AzureSecret }));

        var body = Azure(id);

        // Two at the same moment, and one after the credential has gone to the integration.
        var together = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            admin.PostAsJsonAsync("v1/integrations/azure/connect", body)));
        var later = await admin.PostAsJsonAsync("v1/integrations/azure/connect", body);
        var other = await admin.PostAsJsonAsync("v1/integrations/azure/connect", Azure(id, Other));

        together.Select(x => x.StatusCode).ShouldBe([HttpStatusCode.Created, HttpStatusCode.OK], ignoreOrder: true);
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
        var ids = await Task.WhenAll(together.Append(later).Select(async x => IdOf(await x.Content.ReadFromJsonAsync<JsonElement>())));
        ids.Distinct().ShouldHaveSingleItem();
        (other.StatusCode, await CodeAsync(other)).ShouldBe((HttpStatusCode.Conflict, "idempotency_key_used"));
        (await admin.GetFromJsonAsync<JsonElement>("v1/integrations")).GetProperty("count").GetInt32().ShouldBe(1);
        await using var scope = host.Services.CreateAsyncScope();
        var kept = await scope.ServiceProvider.GetRequiredService<BrokerDbContext>().Set<IdempotentPost>().AsNoTracking().ToListAsync();
        kept.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Connect_ThatTheCloudRefuses_LeavesTheCredentialForTheNextTry()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        var id = IdOf(await StoredAsync(admin, new { clientSecret = Broker.AzureSecret }));
        _wire.Answer = _ => new ScriptedAnswer(401, Entra.Error("invalid_client", 7000215));

        (await admin.PostAsJsonAsync("v1/integrations/azure/connect", Azure(id))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());

        (await admin.PostAsJsonAsync("v1/integrations/azure/connect", Azure(id))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Change_TakesTheNextCredential_AndTheOneBeforeIsGone()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        var first = IdOf(await StoredAsync(admin, new { credential = GoogleCloud.Key() }));
        var integration = IdOf(await (await admin.PostAsJsonAsync("v1/integrations/gcp/connect",
            new { projectIds = new[] { "shop-prod" }, credentialId = first })).Content.ReadFromJsonAsync<JsonElement>());
        var next = IdOf(await StoredAsync(admin, new { credential = JsonSerializer.Serialize(GoogleCloud.Key()) }));

        using var change = JsonContent.Create(new { credentialId = next });
        var changed = await admin.PatchAsync($"v1/integrations/{integration}", change);
        using var gone = JsonContent.Create(new { credentialId = first });
        var refused = await admin.PatchAsync($"v1/integrations/{integration}", gone);

        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CodeAsync(refused)).ShouldBe("credential_not_found");
        var left = (await admin.GetFromJsonAsync<JsonElement>("v1/credentials")).GetProperty("items").EnumerateArray().ToList();
        left.ShouldHaveSingleItem().GetProperty("integrationId").GetString().ShouldBe(integration);
        using var inline = JsonContent.Create(new { credential = GoogleCloud.Key() });
        (await admin.PatchAsync($"v1/integrations/{integration}", inline)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetFromJsonAsync<JsonElement>("v1/credentials")).GetProperty("count").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Unused_IsRemovedAfterItsTimeAndAtMostAHundredWait()
    {
        using var broker = new Broker(settings: new() { ["Broker:Credentials:UnusedHours"] = "2" });
        var desk = broker.Get<CredentialDesk>();
        var read = broker.Get<CredentialReader>();
        async Task<StoreOutcome> StoreAsync(string secret)
        {
            var request = new NewCredential { ClientSecret = secret };
            return await desk.StoreAsync(
                Broker.Tenant, "admin", request, read.Read(request).Credential!, new(null), CancellationToken.None);
        }

        for (var i = 0; i < CredentialDesk.MaxUnused; i++)
        {
            (await StoreAsync($"secret-{i}")).Credential.ShouldNotBeNull();
        }

        (await StoreAsync("one too many")).Credential.ShouldBeNull();
        broker.Time.Advance(TimeSpan.FromHours(1.9));
        (await desk.RemoveUnusedAsync(CancellationToken.None)).ShouldBe(0);
        broker.Time.Advance(TimeSpan.FromHours(0.1));
        (await desk.RemoveUnusedAsync(CancellationToken.None)).ShouldBe(CredentialDesk.MaxUnused);
        (await StoreAsync("room again")).Credential.ShouldNotBeNull();
        broker.Actions().Count(x => x == "credential.unused_removed").ShouldBe(CredentialDesk.MaxUnused);
    }

    [Fact]
    public async Task TakenTwiceAtOnce_OneIntegrationGetsIt()
    {
        using var broker = new Broker();
        broker.Wire.Answer = _ => new ScriptedAnswer(200, Entra.Token());
        var request = new NewCredential { ClientSecret = Broker.AzureSecret };
        var stored = (await broker.Get<CredentialDesk>().StoreAsync(Broker.Tenant, "admin", request,
            broker.Get<CredentialReader>().Read(request).Credential!, new(null), CancellationToken.None)).Credential!;
        async Task<IntegrationOutcome> ConnectAsync(string subscription)
        {
            var integration = await broker.Get<Providers.Azure.AzureConnect>().CreateAsync(Broker.Tenant, "admin", new()
            {
                TenantId = Entra.Guid(), ClientId = Entra.Guid(), ClientSecret = Broker.AzureSecret, SubscriptionIds = [subscription],
            }, CancellationToken.None);
            return await broker.Get<IntegrationDesk>().ConnectAsync("admin", integration, [], stored.Id, null, CancellationToken.None);
        }

        var outcomes = await Task.WhenAll(ConnectAsync(Broker.Subscription), ConnectAsync(Other));

        outcomes.Count(x => x.Integration is not null).ShouldBe(1);
        outcomes.Count(x => x.CredentialTaken).ShouldBe(1);
        await using var db = broker.NewContext();
        (await db.Integrations.CountAsync()).ShouldBe(1);
        Encoding.UTF8.GetBytes(stored.Fingerprint).Length.ShouldBe(16);
    }

    private Task<BrokerHost> StartAsync() => BrokerHost.StartAsync(
        new Dictionary<string, string?> { ["Broker:Oidc:Issuer"] = Broker.Issuer },
        services => services.Replace(ServiceDescriptor.Singleton(new TokenSockets(_wire, _wire))));

    private static object Azure(string credentialId, string subscription = Broker.Subscription, string? secret = null) => new
    {
        tenantId = Entra.Guid(), clientId = Entra.Guid(), subscriptionIds = new[] { subscription }, credentialId,
        clientSecret = secret,
    };

    private static async Task<JsonElement> StoredAsync(HttpClient admin, object body)
    {
        var answer = await admin.PostAsJsonAsync("v1/credentials", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string IdOf(JsonElement view) => view.GetProperty("id").GetString()!;

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString();

    private static async Task<IEnumerable<string?>> FieldsAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("details").EnumerateArray()
            .Select(x => x.GetProperty("field").GetString()).ToList();
    }
}
