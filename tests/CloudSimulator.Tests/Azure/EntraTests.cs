using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CauseFlow.CloudSimulation.Azure;

namespace CauseFlow.CloudSimulation.Tests.Azure;

public sealed class EntraTests : AzureSimulatorTest
{
    private const string Issuer = "https://causeflow.example";
    private const string Subject = "system:tenant:ten_1";
    private static readonly RSA Key = RSA.Create(2048);

    [Fact]
    public async Task A_token_is_good_for_its_audience_until_it_ends()
    {
        var (status, json) = await TokenAsync();
        var token = json["access_token"]!.GetValue<string>();

        (status, json["expires_in"]!.GetValue<int>()).ShouldBe((200, 3_599));
        (await SendAsync($"{Subscription}/providers/Microsoft.Web/sites?api-version=2023-12-01", token)).Status.ShouldBe(200);
        (await SendAsync($"/v1/workspaces/{Simulator.Facts.AzureWorkspaceId}/query", token, """{"query":"print x=1"}""")).Json!["error"]!["code"]!
            .GetValue<string>().ShouldBe("InvalidAuthenticationTokenAudience");
        Clock.Advance(TimeSpan.FromHours(1));
        (await SendAsync($"{Subscription}/providers/Microsoft.Web/sites?api-version=2023-12-01", token)).Json!["error"]!["code"]!
            .GetValue<string>().ShouldBe("ExpiredAuthenticationToken");
    }

    [Theory]
    [InlineData("client_secret", "wrong", 401, 7000215, "invalid_client")]
    [InlineData("client_id", "0b5b5b1e-6f0e-4a58-9b44-3c1f3ad0ffff", 400, 700016, "unauthorized_client")]
    [InlineData("scope", "https://graph.microsoft.com/.default", 400, 1002012, "invalid_scope")]
    [InlineData("grant_type", "password", 400, 70003, "unsupported_grant_type")]
    public async Task A_refusal_has_Entras_number(string field, string value, int status, int number, string error) =>
        Refusal(await TokenAsync(null, (field, value))).ShouldBe((status, number, error));

    [Theory]
    [InlineData("99999999-86f1-41af-91ab-2d7cd011db47", 90002)]
    [InlineData("nonsense", 900023)]
    public async Task An_unknown_tenant_is_told_from_one_that_is_none(string tenant, int number) =>
        Refusal(await TokenAsync(tenant)).ShouldBe((400, number, "invalid_request"));

    [Fact]
    public async Task A_secret_can_expire()
    {
        Simulator.Azure.Secret = AzureSecretState.Expired;

        Refusal(await TokenAsync()).ShouldBe((401, 7000222, "invalid_client"));
    }

    [Fact]
    public async Task A_federated_token_stands_for_the_secret()
    {
        Federate();

        (await TokenAsync(null, Assertion())).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("iss", 700211)]
    [InlineData("sub", 700213)]
    [InlineData("aud", 700212)]
    [InlineData("exp", 700024)]
    [InlineData("signature", 700027)]
    [InlineData("kid", 700027)]
    public async Task A_federated_token_is_checked(string broken, int number)
    {
        Federate();

        Refusal(await TokenAsync(null, Assertion(broken))).Number.ShouldBe(number);
    }

    private void Federate()
    {
        var parameters = Key.ExportParameters(false);
        Simulator.Azure.Federation = new AzureFederation
        {
            Issuer = Issuer, Subject = Subject, Jwks = JsonSerializer.Serialize(new
            {
                keys = new[] { new { kty = "RSA", kid = "k1", use = "sig", alg = "RS256", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) } },
            }),
        };
    }

    private (string, string?)[] Assertion(string? broken = null)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var header = Part(new { alg = "RS256", typ = "JWT", kid = broken == "kid" ? "k2" : "k1" });
        var payload = Part(new
        {
            iss = broken == "iss" ? "https://other.example" : Issuer, sub = broken == "sub" ? "system:tenant:ten_2" : Subject,
            aud = broken == "aud" ? "https://sts.amazonaws.com" : "api://AzureADTokenExchange", exp = broken == "exp" ? now - 1 : now + 300, nbf = now - 5,
        });
        var signature = Key.SignData(Encoding.ASCII.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signature[0] ^= (byte)(broken == "signature" ? 1 : 0);
        return
        [
            ("client_secret", null), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", $"{header}.{payload}.{Base64Url.EncodeToString(signature)}"),
        ];
    }

    private static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private static (int Status, int Number, string Error) Refusal((int Status, System.Text.Json.Nodes.JsonNode Json) answer)
    {
        answer.Json["error_description"]!.GetValue<string>().ShouldStartWith($"AADSTS{answer.Json["error_codes"]![0]}: ");
        return (answer.Status, answer.Json["error_codes"]![0]!.GetValue<int>(), answer.Json["error"]!.GetValue<string>());
    }
}
