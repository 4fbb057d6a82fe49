using System.Net;
using System.Security.Cryptography;
using System.Text;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class IdentityTests
{
    [Fact]
    public async Task Forwarded_identity_reaches_the_handler()
    {
        await using var host = await TestHost.StartAsync();
        var token = host.Tokens.ForCaller("gateway", "shop", TestHost.Caller("member"));

        var answer = await TestHost.GetAsync(host.Api, "/v1/me", token);

        (await answer.Content.ReadAsStringAsync()).ShouldBe(
            """{"subject":"user-1","tenantId":"ten_1","roles":["member"],"requestId":"request-1"}""");
    }

    [Theory]
    [InlineData("/v1/admin", "member", HttpStatusCode.Forbidden)]
    [InlineData("/v1/admin", "operator", HttpStatusCode.Forbidden)]
    [InlineData("/v1/admin", "admin", HttpStatusCode.OK)]
    [InlineData("/v1/member", "admin", HttpStatusCode.OK)]
    [InlineData("/v1/member", "member", HttpStatusCode.OK)]
    [InlineData("/v1/member", "ingest", HttpStatusCode.Forbidden)]
    [InlineData("/v1/member", "operator", HttpStatusCode.Forbidden)]
    public async Task Roles_decide(string path, string role, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync();
        var token = host.Tokens.ForCaller("gateway", "shop", TestHost.Caller(role));

        (await TestHost.GetAsync(host.Api, path, token)).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Tokens_that_are_not_exactly_right_are_refused()
    {
        await using var host = await TestHost.StartAsync();
        var caller = TestHost.Caller("member");
        var late = new ServiceTokens(host.Keys, new ShiftedTime(TimeSpan.FromSeconds(-66)));
        var early = new ServiceTokens(host.Keys, new ShiftedTime(TimeSpan.FromSeconds(30)));
        var good = host.Tokens.ForCaller("gateway", "shop", caller);
        var tokens = new Dictionary<string, string>
        {
            ["wrong audience"] = host.Tokens.ForCaller("gateway", "other", caller),
            ["issuer that is not the gateway"] = host.Tokens.ForCaller("caller", "shop", caller),
            ["issuer without a key"] = Signed("nobody", host.Keys.SigningKey("caller")),
            ["issuer that is a path"] = Signed("../keys/gateway", host.Keys.SigningKey("gateway")),
            ["signed with another service's key"] = Signed("gateway", host.Keys.SigningKey("caller")),
            ["a service's own identity"] = host.Tokens.ForService("gateway", "shop"),
            ["expired"] = late.ForCaller("gateway", "shop", caller),
            ["not yet valid"] = early.ForCaller("gateway", "shop", caller),
            ["good for an hour"] = Signed("gateway", host.Keys.SigningKey("gateway"), TimeSpan.FromHours(1)),
            ["alg none"] = WithoutSignature(good),
            ["HS256 with the public key"] = SignedWithPublicKey(host, good),
            ["changed payload"] = Changed(good),
        };

        foreach (var (what, token) in tokens)
        {
            var answer = await TestHost.GetAsync(host.Api, "/v1/me", token);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, what);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"error\":\"unauthenticated\"", Case.Sensitive, what);
        }

        (await TestHost.GetAsync(host.Api, "/v1/me", good)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TestHost.GetAsync(host.Api, "/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Internal_endpoint_takes_only_the_callers_it_names()
    {
        await using var host = await TestHost.StartAsync();
        var forwarded = host.Tokens.ForCaller("gateway", "shop", TestHost.Caller("admin"));

        async Task<HttpStatusCode> With(string? token) =>
            (await TestHost.GetAsync(host.Internal, "/internal/who", token)).StatusCode;

        (await With(host.Tokens.ForService("caller", "shop"))).ShouldBe(HttpStatusCode.OK);
        (await With(host.Tokens.ForService("stranger", "shop"))).ShouldBe(HttpStatusCode.Forbidden);
        (await With(host.Tokens.ForService("caller", "other"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await With(forwarded)).ShouldBe(HttpStatusCode.Unauthorized);
        (await With(null)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Peer_that_gets_its_key_later_is_trusted_without_restart()
    {
        await using var host = await TestHost.StartAsync();
        host.Keys.TrustedKey("newcomer").ShouldBeNull();
        var options = host.Services.GetRequiredService<IOptions<IdentityOptions>>();

        new ServiceKeys(options).Ensure("newcomer");

        host.Keys.TrustedKey("newcomer").ShouldNotBeNull();
    }

    [Fact]
    public async Task Private_key_files_belong_to_their_owner_alone()
    {
        await using var host = await TestHost.StartAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(host.KeyFolder, "shop.key.pem"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Missing_key_that_may_not_be_made_stops_the_start()
    {
        var keys = new ServiceKeys(Options.Create(new IdentityOptions { KeyFolder = "/nonexistent" }));

        Should.Throw<InvalidOperationException>(() => keys.Ensure("shop")).Message.ShouldContain("shop.key.pem");
    }

    private static string Signed(string issuer, SecurityKey key, TimeSpan? lifetime = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = "shop",
            TokenType = ServiceTokens.ForwardedType,
            Claims = new Dictionary<string, object> { ["sub"] = "u", ["tenant_id"] = "ten_1", ["request_id"] = "r" },
            IssuedAt = now,
            NotBefore = now,
            Expires = now + (lifetime ?? TimeSpan.FromSeconds(60)),
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private static string WithoutSignature(string token)
    {
        var header = Header("none");
        return $"{header}.{token.Split('.')[1]}.";
    }

    private static string SignedWithPublicKey(TestHost host, string token)
    {
        var pem = File.ReadAllBytes(Path.Combine(host.KeyFolder, "gateway.pub.pem"));
        var content = $"{Header("HS256")}.{token.Split('.')[1]}";
        return $"{content}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(pem, Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("ten_1", "ten_2", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";
    }

    private static string Header(string algorithm) =>
        Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"{{ServiceTokens.ForwardedType}}"}""");

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
