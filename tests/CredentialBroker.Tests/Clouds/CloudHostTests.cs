using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.CredentialBroker.Providers.Tokens;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults.Identity;
using CauseFlow.ServiceDefaults.Listening;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CauseFlow.CredentialBroker.Tests.Clouds;

/// <summary>The endpoints of Azure, Google Cloud and the issuer, over HTTP.</summary>
public sealed class CloudHostTests
{
    private static readonly ScriptedWire Wire = new() { Answer = _ => new ScriptedAnswer(200, Entra.Token()) };

    [Fact]
    public async Task Issuer_DiscoveryLeadsToTheKeysThatCheckItsTokens_ForAnybody()
    {
        await using var host = await StartAsync();
        using var anybody = new HttpClient { BaseAddress = host.Services.GetRequiredService<HostAddresses>().ApiUrl };

        var answer = await anybody.GetAsync(".well-known/openid-configuration");
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var keys = await anybody.GetFromJsonAsync<JsonElement>(new Uri(document.GetProperty("jwks_uri").GetString()!).AbsolutePath);

        answer.Headers.CacheControl!.Public.ShouldBeTrue();
        answer.Headers.CacheControl.MaxAge.ShouldBe(TimeSpan.FromHours(1));
        document.GetProperty("issuer").GetString().ShouldBe(Broker.Issuer);
        keys.GetProperty("keys")[0].EnumerateObject().Select(x => x.Name).ShouldBe(["kty", "use", "alg", "kid", "n", "e"]);
        var token = host.Services.GetRequiredService<Oidc.OidcTokens>().Issue("s", "a");
        TokenVerifier.Verify(token, keys, Broker.Issuer, "a", TimeProvider.System.GetUtcNow()).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Issuer_RotationIsTheOperators()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        using var person = host.Api(Roles.Operator);

        (await admin.PostAsync("v1/operations/oidc-keys/rotate", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var keys = await (await person.PostAsync("v1/operations/oidc-keys/rotate", null)).Content.ReadFromJsonAsync<JsonElement>();

        keys.EnumerateArray().Select(x => x.GetProperty("signs").GetBoolean()).ShouldBe([true, false]);
        keys.GetRawText().ShouldNotContain("PRIVATE");
        (await person.GetFromJsonAsync<JsonElement>("v1/operations/oidc-keys")).GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("azure", "azCommands")]
    [InlineData("gcp", "gcloudCommands")]
    public async Task Setup_ShowsTheSameSubjectUntilItIsUsed(string cloud, string commands)
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);

        var first = await admin.GetFromJsonAsync<JsonElement>($"v1/integrations/{cloud}/setup");
        var second = await admin.GetFromJsonAsync<JsonElement>($"v1/integrations/{cloud}/setup");

        first.GetProperty(commands).GetArrayLength().ShouldBeGreaterThan(3);
        var subject = first.GetProperty("keyless").GetProperty("subject").GetString()!;
        subject.ShouldStartWith($"tenant:{Broker.Tenant}:integration:int_");
        second.GetProperty("keyless").GetProperty("subject").GetString().ShouldBe(subject);
        (await admin.GetStringAsync($"v1/integrations/{cloud}/setup?format=terraform")).ShouldContain(subject);
        (await admin.GetAsync($"v1/integrations/{cloud}/setup?format=bicep")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var member = host.Api(Roles.Member);
        (await member.GetAsync($"v1/integrations/{cloud}/setup")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Connect_TooMuch_IsRefusedWithEveryPermissionAndTakenWithAConfirmation()
    {
        await using var host = await StartAsync(new() { ["Broker:Leases:TestWaitSeconds"] = "20" },
            services => services.AddBusParticipant("doctor", bus => bus.AddConsumer<Doctor>()));
        using var admin = host.Api(Roles.Admin);
        object Body(bool confirm) => new
        {
            tenantId = Entra.Guid(), clientId = Entra.Guid(), clientSecret = Broker.AzureSecret,
            subscriptionIds = new[] { Broker.Subscription }, confirmExcess = confirm,
        };

        var refused = await admin.PostAsJsonAsync("v1/integrations/azure/connect", Body(false));
        var taken = await admin.PostAsJsonAsync("v1/integrations/azure/connect", Body(true));

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var error = await refused.Content.ReadFromJsonAsync<JsonElement>();
        error.GetProperty("error").GetString().ShouldBe("over_privileged");
        error.GetProperty("details")[0].GetProperty("field").GetString().ShouldBe("Microsoft.Compute/virtualMachines/delete");
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        var shown = await taken.Content.ReadFromJsonAsync<JsonElement>();
        shown.GetProperty("excessConfirmedBy").GetString().ShouldBe("key_1");
        shown.GetRawText().ShouldNotContain(Broker.AzureSecret);
        shown.TryGetProperty("roleArn", out _).ShouldBeFalse();
        (await admin.PostAsJsonAsync("v1/integrations/azure/connect", Body(true))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var id = shown.GetProperty("id").GetString();
        (await admin.PostAsync($"v1/integrations/{id}/rotate-external-id", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var change = JsonContent.Create(new { regions = new[] { "eu-west-1" } });
        (await admin.PatchAsync($"v1/integrations/{id}", change)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var name = JsonContent.Create(new { name = "Shop", services = new[] { "checkout" } });
        (await (await admin.PatchAsync($"v1/integrations/{id}", name)).Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("services")[0].GetString().ShouldBe("checkout");
    }

    [Fact]
    public async Task ConnectGcp_KeyAsAnObjectOrAsAString_IsTakenAndNeverShown()
    {
        await using var host = await StartAsync();
        using var admin = host.Api(Roles.Admin);
        var key = JsonSerializer.Serialize(GoogleCloud.Key());

        var asObject = await admin.PostAsJsonAsync("v1/integrations/gcp/connect",
            new { projectIds = new[] { "shop-prod" }, credential = JsonDocument.Parse(key).RootElement });
        var asString = await admin.PostAsJsonAsync("v1/integrations/gcp/connect",
            new { projectIds = new[] { "shop-data" }, credential = key });
        var wrong = await admin.PostAsJsonAsync("v1/integrations/gcp/connect", new { projectIds = new[] { "X" }, credential = "{}" });

        asObject.StatusCode.ShouldBe(HttpStatusCode.Created);
        asString.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await asString.Content.ReadAsStringAsync()).ShouldNotContain("PRIVATE KEY");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("details").EnumerateArray()
            .Select(x => x.GetProperty("field").GetString()).ShouldBe(["projectIds[0]", "credential"]);
    }

    private static Task<BrokerHost> StartAsync(
        Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null) =>
        BrokerHost.StartAsync(new Dictionary<string, string?>(settings ?? []) { ["Broker:Oidc:Issuer"] = Broker.Issuer + "/" },
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton(new TokenSockets(Wire, Wire)));
                configure?.Invoke(services);
            });

    /// <summary>A collector that finds a principal that can delete machines.</summary>
    private sealed class Doctor : IConsumer<AzureSessionGranted>
    {
        public Task Consume(ConsumeContext<AzureSessionGranted> context) => context.Publish(new AccessTested
        {
            TenantId = context.Message.TenantId, LeaseId = context.Message.LeaseId,
            IntegrationId = context.Message.IntegrationId, TestedAt = TimeProvider.System.GetUtcNow(),
            Permissions =
            [
                new PermissionResult
                {
                    Permission = "Microsoft.Compute/virtualMachines/delete", Outcome = PermissionOutcome.Excess, Mandatory = false,
                },
            ],
        });
    }
}
