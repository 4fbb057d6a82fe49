using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using CauseFlow.Contracts;
using CauseFlow.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CauseFlow.Gateway.Tests;

public sealed class ForwardingTests
{
    private static readonly (string Name, string Value)[] Claims =
    [
        ("Authorization", "Bearer stolen"), ("Cookie", "session=1"), ("X-CauseFlow-Identity", "admin"),
        ("x-causeflow-tenant", "ten_2"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Host", "evil"),
        ("Forwarded", "for=10.0.0.1"), ("X-Real-IP", "10.0.0.1"), ("X-CauseFlow-Remote-Address", "10.0.0.1"), ("X-Original-URL", "/internal"), ("X-Request-Id", "mine"),
    ];

    [Fact]
    public async Task Client_headers_are_replaced_by_the_gateways_own_word()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendAsync("GET", "/v1/incidents?limit=5", gateway.AdminKey, null, Claims);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = gateway.Investigations.Requests.ShouldHaveSingleItem();
        var requestId = answer.Headers.GetValues("X-Request-Id").Single();
        Ids.IsValid(requestId, "req").ShouldBeTrue();
        seen.Headers["X-Request-Id"].ShouldBe(requestId);
        ShouldHoldNoClaims(seen, except: "Authorization");
        seen.Headers.Keys.ShouldNotContain("X-API-Key");
        var token = new JsonWebToken(seen.Headers["Authorization"]["Bearer ".Length..]);
        token.Issuer.ShouldBe("gateway");
        token.Audiences.ShouldBe(["investigations"]);
        token.Alg.ShouldBe("ES256");
        token.Subject.ShouldStartWith("key_");
        token.GetClaim("tenant_id").Value.ShouldBe(gateway.TenantId);
        token.GetClaim("request_id").Value.ShouldBe(requestId);
        token.GetClaim("remote_address").Value.ShouldBe("127.0.0.1");
        token.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value)
            .ShouldBe(["admin", "member", "operator"], ignoreOrder: true);
        (token.ValidTo - token.ValidFrom).ShouldBe(TimeSpan.FromSeconds(60));
        var key = gateway.Services.GetRequiredService<ServiceKeys>().TrustedKey("gateway")!;
        (await new JsonWebTokenHandler().ValidateTokenAsync(token.EncodedToken, new TokenValidationParameters
        {
            ValidIssuer = "gateway",
            ValidAudience = "investigations",
            IssuerSigningKey = key,
            ValidateLifetime = false,
        })).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task Webhook_gets_no_identity_and_its_body_as_it_came()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string Body = "{ \"Type\" : \"Notification\" }\n";

        await gateway.SendAsync(
            "POST", "/v1/webhooks/ten_1/cloudwatch/key", gateway.AdminKey, new StringContent(Body, Encoding.UTF8, "text/plain"), Claims);

        var seen = gateway.Ingestion.Requests.ShouldHaveSingleItem();
        seen.Body.ShouldBe(Body);
        seen.Headers["X-CauseFlow-Remote-Address"].ShouldBe("127.0.0.1");
        seen.Headers.Keys.ShouldNotContain("X-API-Key");
        ShouldHoldNoClaims(seen);
    }

    [Theory]
    [InlineData("azure-monitor", "Basic dXNlcjpwYXNz", "Basic dXNlcjpwYXNz")]
    [InlineData("gcp-monitoring", "basic dXNlcjpwYXNz", "basic dXNlcjpwYXNz")]
    [InlineData("azure-monitor", "Bearer stolen", null)]
    [InlineData("azure-monitor", null, null)]
    [InlineData("cloudwatch", "Basic dXNlcjpwYXNz", null)]
    public async Task Only_webhooks_with_a_password_get_the_senders_basic_header(
        string provider, string? authorization, string? expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        await gateway.SendAsync(
            "POST", $"/v1/webhooks/ten_1/{provider}/key", null, new StringContent("{}", Encoding.UTF8, "application/json"),
            headers);

        gateway.Ingestion.Requests.ShouldHaveSingleItem().Headers.GetValueOrDefault("Authorization").ShouldBe(expected);
    }

    [Fact]
    public async Task Every_answer_has_the_security_headers_and_none_that_a_service_weakened()
    {
        await using var gateway = await TestGateway.StartAsync();

        foreach (var path in new[] { "/v1/incidents", "/v1/none", "/health", "/v1/tenants" })
        {
            var answer = await gateway.SendAsync("GET", path, gateway.AdminKey);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
            answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
            answer.Headers.Contains("X-Request-Id").ShouldBeTrue(path);
            answer.Headers.Contains("X-RateLimit-Remaining").ShouldBeTrue(path);
            answer.Headers.Contains("Server").ShouldBeFalse(path);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse(path);
        }
    }

    [Fact]
    public async Task Strict_transport_is_asked_for_only_over_TLS()
    {
        await using var gateway = await TestGateway.StartAsync(("Gateway:KnownProxies:0", "127.0.0.1"));

        var plain = await gateway.SendAsync("GET", "/health");
        var secure = await gateway.SendAsync("GET", "/health", null, null, ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1"));

        plain.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        secure.Headers.GetValues("Strict-Transport-Security").Single().ShouldContain("max-age=31536000");
    }

    [Theory]
    [InlineData(65, 1)]
    [InlineData(1, 33 * 1024)]
    public async Task Too_many_or_too_large_headers_are_refused(int count, int length)
    {
        await using var gateway = await TestGateway.StartAsync();
        var headers = Enumerable.Range(0, count).Select(i => ($"X-Extra-{i}", new string('x', length))).ToArray();

        var answer = await gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey, null, headers);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        gateway.Investigations.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Service_on_another_machine_is_not_called_in_the_clear()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => TestGateway.StartAsync(("Services:ingestion:ApiUrl", "http://ingestion:8080")));

        error.Message.ShouldContain("Services:ingestion:ApiUrl is plain http");
    }

    [Theory]
    [InlineData("/internal/audit")]
    [InlineData("/v1/../internal/audit")]
    [InlineData("/v1/incidents/../../internal/audit")]
    [InlineData("/v1/incidents/%2e%2e/%2e%2e/internal/audit")]
    [InlineData("/v1/incidents/..%2f..%2finternal%2faudit")]
    [InlineData("/v1/incidents/..%5c..%5cinternal%5caudit")]
    [InlineData("/v1/incidents/%252e%252e%252finternal")]
    [InlineData("/v1/incidents/..;/internal/audit")]
    [InlineData("//internal/audit")]
    [InlineData("/v1/incidents/x#/../../../internal/audit")]
    [InlineData("http://127.0.0.1/internal/audit")]
    [InlineData("/Internal/audit")]
    public async Task No_path_reaches_an_internal_endpoint(string target)
    {
        await using var gateway = await TestGateway.StartAsync();

        foreach (var method in new[] { "GET", "POST" })
        {
            var status = await RawAsync(gateway, method, target);
            status.ShouldBeOneOf(400, 404);
        }

        gateway.Broker.Audit.ShouldBeEmpty();
        gateway.Broker.Requests.ShouldBeEmpty();
        gateway.Ingestion.Requests.ShouldBeEmpty();
        gateway.Investigations.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_over_the_limit_gets_413(bool chunked)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/ten_1/cloudwatch/key")
        {
            Content = new ByteArrayContent(new byte[(256 * 1024) + 1]),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;

        await ShouldBeAsync(await gateway.Client.SendAsync(request), 413, "payload_too_large");
        gateway.Ingestion.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Service_that_is_away_or_silent_gives_the_error_shape()
    {
        await using var gateway = await TestGateway.StartAsync(("Gateway:UpstreamTimeoutSeconds", "1"));
        gateway.Broker.Hang = true;
        await gateway.Investigations.StopAsync();

        await ShouldBeAsync(await gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey), 502, "bad_gateway");
        await ShouldBeAsync(await gateway.SendAsync("GET", "/v1/audit", gateway.AdminKey), 504, "upstream_timeout");
    }

    [Fact]
    public async Task Refusals_have_the_error_shape()
    {
        await using var gateway = await TestGateway.StartAsync();
        var member = await gateway.AddKeyAsync("member");

        await ShouldBeAsync(await gateway.SendAsync("GET", "/v1/none", member), 404, "not_found");
        await ShouldBeAsync(await gateway.SendAsync("GET", "/v1/incidents"), 401, "unauthenticated");
        await ShouldBeAsync(await gateway.SendAsync("GET", "/v1/audit", member), 403, "forbidden");
        await ShouldBeAsync(await gateway.SendAsync("PUT", "/v1/incidents", member), 405, "method_not_allowed");
    }

    private static void ShouldHoldNoClaims(FakeUpstream.Seen seen, string? except = null)
    {
        foreach (var (name, value) in Claims.Where(claim => claim.Name != except))
        {
            seen.Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                .ShouldAllBe(header => header.Value != value, name);
        }

        seen.Headers.Values.ShouldNotContain(value => value.Contains("stolen", StringComparison.Ordinal));
    }

    private static async Task ShouldBeAsync(HttpResponseMessage answer, int status, string code)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        var error = await answer.Content.ReadFromJsonAsync<ApiError>(ContractJson.Options);
        error!.Error.ShouldBe(code);
        error.RequestId.ShouldBe(answer.Headers.GetValues("X-Request-Id").Single());
    }

    /// <summary>A request line as it is, which HttpClient would tidy.</summary>
    private static async Task<int> RawAsync(TestGateway gateway, string method, string target)
    {
        var address = gateway.Client.BaseAddress!;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: {address.Authority}\r\nX-API-Key: {gateway.AdminKey}\r\n"
            + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1]);
    }
}
