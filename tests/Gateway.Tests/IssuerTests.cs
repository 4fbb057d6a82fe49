using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.Gateway.Tests;

public sealed class IssuerTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly string otherFile = Path.GetTempFileName();
    private readonly ECDsa fixedKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA listKey = RSA.Create(2048);

    public IssuerTests()
    {
        File.WriteAllText(file, fixedKey.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(otherFile, listKey.ExportSubjectPublicKeyInfoPem());
    }

    [Fact]
    public async Task Tokens_act_only_for_the_tenants_of_their_issuer()
    {
        await using var gateway = await StartAsync();

        // The issuer bound to one tenant.
        (await StatusAsync(gateway, Token("https://one", "ten_A"))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, Token("https://one", null))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, Token("https://one", "ten_B"))).ShouldBe(HttpStatusCode.Unauthorized);

        // The issuer with a list.
        (await StatusAsync(gateway, Token("https://list", "ten_B"))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, Token("https://list", "ten_A"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(gateway, Token("https://list", null))).ShouldBe(HttpStatusCode.Unauthorized);

        gateway.Investigations.Requests
            .Select(seen => new JsonWebToken(seen.Headers["Authorization"]["Bearer ".Length..]).GetClaim("tenant_id").Value)
            .ShouldBe(["ten_A", "ten_A", "ten_B"]);
    }

    [Fact]
    public async Task Tokens_that_are_not_exactly_right_are_refused()
    {
        await using var gateway = await StartAsync();
        var good = Token("https://one", "ten_A");
        var hmac = new SymmetricSecurityKey(File.ReadAllBytes(file));
        var tokens = new Dictionary<string, string>
        {
            ["unknown issuer"] = Token("https://three", "ten_A"),
            ["key of the other issuer"] = Token("https://one", "ten_A", key: new RsaSecurityKey(listKey)),
            ["wrong audience"] = Token("https://one", "ten_A", audience: "other"),
            ["expired"] = Token("https://one", "ten_A", age: TimeSpan.FromHours(2)),
            ["HS256 with the public key"] = Token("https://one", "ten_A", key: hmac),
            ["alg none"] = Base64UrlEncoder.Encode("""{"alg":"none"}""") + "." + good.Split('.')[1] + ".",
            ["a subject that is a key's id"] = Token("https://one", "ten_A", subject: "key_1"),
            ["a subject that is a service's name"] = Token("https://one", "ten_A", subject: "credential-broker"),
            ["no token"] = "x",
        };

        foreach (var (what, token) in tokens)
        {
            (await StatusAsync(gateway, token)).ShouldBe(HttpStatusCode.Unauthorized, what);
        }

        (await StatusAsync(gateway, Token("https://one", "ten_A", role: "root"))).ShouldBe(HttpStatusCode.Forbidden);
        gateway.Investigations.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_is_told_its_subject_the_roles_that_count_and_when_it_ends()
    {
        await using var gateway = await StartAsync();
        var token = Token("https://one", "ten_A", role: "operator");

        var answer = await gateway.SendAsync("GET", "/v1/whoami", null, null, ("Authorization", $"Bearer {token}"));

        var who = await answer.Content.ReadFromJsonAsync<JsonElement>();
        (who.GetProperty("subject").GetString(), who.GetProperty("tenantId").GetString()).ShouldBe(("user-1", "ten_A"));
        who.GetProperty("roles").GetArrayLength().ShouldBe(0, "this issuer makes no operators");
        who.TryGetProperty("keyName", out _).ShouldBeFalse();
        who.GetProperty("expiresAt").GetDateTimeOffset().UtcDateTime.ShouldBe(new JsonWebToken(token).ValidTo);
    }

    [Fact]
    public async Task Tokens_make_an_operator_only_where_the_issuer_is_allowed_to()
    {
        await using var usual = await StartAsync();
        await using var allowed = await StartAsync(("Issuers:0:AllowedRoles:0", "operator"));

        (await StatusAsync(usual, Token("https://one", "ten_A", role: "operator"), "/v1/tenants")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(usual, Token("https://one", "ten_A", role: "admin"), "/v1/api-keys")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(allowed, Token("https://one", "ten_A", role: "operator"), "/v1/tenants")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(allowed, Token("https://one", "ten_A", role: "admin"), "/v1/api-keys")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Operator_makes_no_admin_key_for_a_tenant_whose_identity_provider_makes_its_admins()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = await gateway.SendAsync("POST", "/v1/tenants", gateway.AdminKey, JsonContent.Create(new { name = "acme" }));
        var tenant = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        await using var bound = await gateway.StartReplicaAsync(
            ("Issuers:0:Issuer", "https://acme"), ("Issuers:0:Audience", "causeflow"), ("Issuers:0:TenantId", tenant),
            ("Issuers:0:KeyFiles:0", file));

        var refused = await bound.SendAsync("POST", $"/v1/tenants/{tenant}/api-keys", gateway.AdminKey);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("tenant_has_admin");
    }

    [Fact]
    public async Task Every_mistake_of_an_issuer_is_reported_at_once()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(() => TestGateway.StartAsync(
            ("Issuers:0:Issuer", "https://one"),
            ("Issuers:0:MetadataAddress", "http://example.com/"),
            ("Issuers:1:Issuer", "https://one"),
            ("Issuers:1:Audience", "a"),
            ("Issuers:1:TenantId", "ten_A"),
            ("Issuers:1:AllowedRoles:0", "root"),
            ("Issuers:1:KeyFiles:0", "/nonexistent.pem")));

        error.Message.ShouldContain("Issuer and Audience are both required");
        error.Message.ShouldContain("name either TenantId or AllowedTenants");
        error.Message.ShouldContain("must be https");
        error.Message.ShouldContain("/nonexistent.pem does not exist");
        error.Message.ShouldContain("unknown role 'root'");
        error.Message.ShouldContain("configured twice");
    }

    public void Dispose()
    {
        fixedKey.Dispose();
        listKey.Dispose();
        File.Delete(file);
        File.Delete(otherFile);
    }

    private static async Task<HttpStatusCode> StatusAsync(
        TestGateway gateway, string token, string path = "/v1/incidents") =>
        (await gateway.SendAsync("GET", path, null, null, ("Authorization", $"Bearer {token}"))).StatusCode;

    private Task<TestGateway> StartAsync(params (string Key, string Value)[] more) => TestGateway.StartAsync([.. more,
        ("Issuers:0:Issuer", "https://one"), ("Issuers:0:Audience", "causeflow"),
        ("Issuers:0:KeyFiles:0", file), ("Issuers:0:TenantId", "ten_A"),
        ("Issuers:1:Issuer", "https://list"), ("Issuers:1:Audience", "causeflow"),
        ("Issuers:1:KeyFiles:0", otherFile), ("Issuers:1:AllowedTenants:0", "ten_B")]);

    private string Token(
        string issuer, string? tenant, SecurityKey? key = null, string audience = "causeflow", TimeSpan age = default,
        string subject = "user-1", string role = "member")
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime - age;
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["roles"] = new[] { role } };
        if (tenant is not null)
        {
            claims["tenant_id"] = tenant;
        }

        key ??= issuer == "https://list" ? new RsaSecurityKey(listKey) : new ECDsaSecurityKey(fixedKey);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            SigningCredentials = new SigningCredentials(key, key switch
            {
                RsaSecurityKey => SecurityAlgorithms.RsaSha256,
                SymmetricSecurityKey => SecurityAlgorithms.HmacSha256,
                _ => SecurityAlgorithms.EcdsaSha256,
            }),
        });
    }
}
