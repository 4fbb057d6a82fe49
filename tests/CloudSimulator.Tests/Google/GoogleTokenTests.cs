using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CauseFlow.CloudSimulation.Google;
using Microsoft.AspNetCore.WebUtilities;

namespace CauseFlow.CloudSimulation.Tests.Google;

public sealed class GoogleTokenTests : GoogleTest
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private readonly RSA issuerKey = RSA.Create(2048);

    private async Task<(int Status, JsonNode Body)> AssertAsync(Action<JsonObject>? change = null, RSA? with = null)
    {
        var file = JsonNode.Parse(Google.ServiceAccountKey)!;
        using var key = RSA.Create();
        key.ImportFromPem(file["private_key"]!.GetValue<string>());
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = file["client_email"]!.GetValue<string>(), ["scope"] = Scope, ["aud"] = "https://oauth2.googleapis.com/token",
            ["iat"] = now, ["exp"] = now + 3600,
        };
        change?.Invoke(claims);
        return await FormAsync("token", ("grant_type", Grant), ("assertion", Sign(with ?? key, claims)));
    }

    [Fact]
    public async Task Token_OfAServiceAccountKey_OpensTheApis()
    {
        var (status, body) = await AssertAsync();

        status.ShouldBe(200);
        (await GetAsync($"v3/projects/{Project}", body["access_token"]!.GetValue<string>())).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("signature", "invalid_grant", "Invalid JWT Signature.")]
    [InlineData("deleted", "invalid_grant", "Invalid JWT Signature.")]
    [InlineData("disabled", "invalid_grant", "account is disabled")]
    [InlineData("email", "invalid_grant", "account not found")]
    [InlineData("clock", "invalid_grant", "Token must be a short-lived token (60 minutes)")]
    [InlineData("long", "invalid_grant", "Token must be a short-lived token (60 minutes)")]
    [InlineData("audience", "invalid_grant", "audience")]
    [InlineData("scope", "invalid_scope", "scope")]
    public async Task Token_OfAnAssertionThatIsNotRight_SaysWhichWay(string wrong, string error, string words)
    {
        using var other = RSA.Create(2048);
        Google.IsKeyValid = wrong != "deleted";
        Google.IsAccountDisabled = wrong == "disabled";
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();

        var (status, body) = await AssertAsync(
            claims =>
            {
                switch (wrong)
                {
                    case "email": claims["iss"] = "nobody@example.com"; break;
                    case "clock": (claims["iat"], claims["exp"]) = (now + 1200, now + 1800); break;
                    case "long": claims["exp"] = now + 7200; break;
                    case "audience": claims["aud"] = "https://elsewhere.example/token"; break;
                    case "scope": claims["scope"] = ""; break;
                }
            },
            wrong == "signature" ? other : null);

        status.ShouldBe(400);
        body["error"]!.GetValue<string>().ShouldBe(error);
        body["error_description"]!.GetValue<string>().ShouldContain(words);
    }

    private Task<(int Status, JsonNode Body)> ExchangeAsync(Action<JsonObject>? change = null, RSA? with = null, string? audience = null)
    {
        var key = issuerKey.ExportParameters(false);
        Google.Issuer = new TrustedIssuer
        {
            Issuer = "https://causeflow.example", Subject = "tenant/integration-7",
            Jwks = new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA", ["kid"] = "k1", ["n"] = WebEncoders.Base64UrlEncode(key.Modulus!), ["e"] = WebEncoders.Base64UrlEncode(key.Exponent!),
                }),
            }.ToJsonString(),
        };
        var claims = new JsonObject
        {
            ["iss"] = "https://causeflow.example", ["sub"] = "tenant/integration-7", ["aud"] = Google.WorkloadIdentityAudience,
            ["exp"] = Clock.GetUtcNow().ToUnixTimeSeconds() + 600,
        };
        change?.Invoke(claims);
        return FormAsync(
            "v1/token", ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", audience ?? Google.WorkloadIdentityAudience),
            ("scope", Scope), ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"), ("subject_token", Sign(with ?? issuerKey, claims)));
    }

    [Fact]
    public async Task Exchange_ThenImpersonation_GivesAShortTokenOfTheServiceAccount()
    {
        var (status, sts) = await ExchangeAsync();
        status.ShouldBe(200, sts.ToJsonString());
        var path = $"v1/projects/-/serviceAccounts/{Google.ServiceAccountEmail}:generateAccessToken";
        var body = new JsonObject { ["scope"] = new JsonArray(Scope), ["lifetime"] = "900s" };

        var (made, token) = await PostAsync(path, body, sts["access_token"]!.GetValue<string>());

        made.ShouldBe(200, token.ToJsonString());
        (await GetAsync($"v3/projects/{Project}", token["accessToken"]!.GetValue<string>())).Status.ShouldBe(200);
        Clock.Advance(TimeSpan.FromSeconds(901));
        (await GetAsync($"v3/projects/{Project}", token["accessToken"]!.GetValue<string>())).Status.ShouldBe(401);
        (await PostAsync(path, body)).Body["error"]!["details"]![0]!["metadata"]!["permission"]!.GetValue<string>()
            .ShouldBe("iam.serviceAccounts.getAccessToken");
    }

    [Theory]
    [InlineData("issuer", "invalid_grant")]
    [InlineData("audience", "invalid_grant")]
    [InlineData("subject", "unauthorized_client")]
    [InlineData("signature", "invalid_grant")]
    [InlineData("expiry", "invalid_grant")]
    [InlineData("pool", "invalid_target")]
    [InlineData("target", "invalid_request")]
    public async Task Exchange_OfATokenThatIsNotRight_IsRefused(string wrong, string error)
    {
        using var other = RSA.Create(2048);

        var (status, body) = await ExchangeAsync(
            claims =>
            {
                switch (wrong)
                {
                    case "issuer": claims["iss"] = "https://other.example"; break;
                    case "audience": claims["aud"] = "//iam.googleapis.com/other"; break;
                    case "subject": claims["sub"] = "tenant/other"; break;
                    case "expiry": claims["exp"] = Clock.GetUtcNow().ToUnixTimeSeconds() - 600; break;
                }
            },
            wrong == "signature" ? other : null,
            wrong switch { "pool" => Google.WorkloadIdentityAudience + "x", "target" => "causeflow", _ => null });

        status.ShouldBe(400);
        body["error"]!.GetValue<string>().ShouldBe(error);
    }

    [Theory]
    [InlineData("logging.read", "v3/projects/orders-prod-318204/timeSeries", 403)]
    [InlineData("cloud-platform.read-only", "v3/projects/orders-prod-318204/timeSeries", 403)]
    [InlineData("cloud-platform.read-only", "v2/projects/orders-prod-318204/locations/europe-west1/services", 403)]
    [InlineData("monitoring.read", "v3/projects/orders-prod-318204/alertPolicies/4711223344556677", 200)]
    [InlineData("compute.readonly", "compute/v1/projects/orders-prod-318204/aggregated/instances", 200)]
    [InlineData("container.read-only", "v1/projects/orders-prod-318204/locations/-/clusters", 200)]
    public async Task Call_WithAScope_IsTakenOnlyByTheApisOfThatScope(string scope, string path, int expected)
    {
        var (status, body) = await GetAsync(path, Token("https://www.googleapis.com/auth/" + scope));

        status.ShouldBe(expected);
        if (expected == 403)
        {
            body["error"]!["details"]![0]!["reason"]!.GetValue<string>().ShouldBe("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
        }
    }

    [Fact]
    public async Task Call_WithAnExpiredToken_IsUnauthenticated()
    {
        var token = Token(seconds: 60);
        Clock.Advance(TimeSpan.FromSeconds(61));

        (await GetAsync($"v3/projects/{Project}", token)).Body["error"]!["status"]!.GetValue<string>().ShouldBe("UNAUTHENTICATED");
    }
}
