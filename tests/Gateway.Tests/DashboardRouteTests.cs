using System.Net;
using System.Text.Json;

namespace CauseFlow.Gateway.Tests;

public sealed class DashboardRouteTests : IAsyncLifetime
{
    private FakeUpstream page = null!;

    public async ValueTask InitializeAsync() => page = await FakeUpstream.StartAsync("dashboard");

    public ValueTask DisposeAsync() => page.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/incidents")]
    [InlineData("/incidents/inc_1")]
    [InlineData("/sign-in?return=%2F")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/v1x")]
    [InlineData("/documents")]
    public async Task What_is_no_api_leads_to_the_page(string path)
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.SendAsync("GET", path);

        (await answer.Content.ReadAsStringAsync()).ShouldBe("dashboard");
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/V1/nothing", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/v1", HttpStatusCode.NotFound, "not_found")]
    [InlineData("POST", "/v1/incidents/inc_1", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/v1/webhooks/ten_1/cloudwatch/key", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/health/ready", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/metrics", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/internal/leases/redeem", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/openapi/v2.json", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/docs/nothing", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/.well-known/nothing", HttpStatusCode.NotFound, "not_found")]
    public async Task Answers_of_the_api_stay_what_they_are(string method, string path, HttpStatusCode status, string error)
    {
        await using var without = await TestGateway.StartAsync();
        await using var gateway = await StartAsync();

        foreach (var one in new[] { without, gateway })
        {
            var answer = await one.SendAsync(method, path, one.AdminKey);

            answer.StatusCode.ShouldBe(status);
            JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!.ShouldEndWith(error);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("default-src 'none'; frame-ancestors 'none'");
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }

        page.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_gets_its_cookies_and_how_it_is_reached_and_nothing_that_a_client_claims()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.SendAsync("GET", "/incidents", gateway.AdminKey, null,
            ("Cookie", "causeflow.session=sealed"), ("Authorization", "Bearer stolen"), ("X-Forwarded-For", "10.0.0.1"),
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"), ("X-CauseFlow-Identity", "admin"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var seen = page.Requests.ShouldHaveSingleItem().Headers;
        seen["Cookie"].ShouldContain("causeflow.session=sealed");
        seen["X-Forwarded-Host"].ShouldBe(gateway.Client.BaseAddress!.Authority);
        seen["Host"].ShouldNotBe(gateway.Client.BaseAddress!.Authority, "the name in the page's certificate is checked against it");
        seen["X-Forwarded-For"].ShouldBe("127.0.0.1");
        seen["X-Forwarded-Proto"].ShouldBe("http");
        seen.Keys.ShouldNotContain("Authorization");
        seen.Keys.ShouldNotContain("X-API-Key");
        seen.Keys.ShouldNotContain("X-CauseFlow-Identity");
    }

    [Fact]
    public async Task What_the_page_does_for_a_person_carries_the_persons_address_and_nobody_can_make_one_up()
    {
        await using var gateway = await StartAsync(("Gateway:KnownProxies:0", "127.0.0.1"));
        const string Header = "X-CauseFlow-Person-Address";

        // A person behind the ingress, who claims to be somewhere else.
        await gateway.SendAsync("GET", "/incidents", null, null, ("X-Forwarded-For", "203.0.113.7"), (Header, "10.0.0.1"));
        var word = page.Requests.ShouldHaveSingleItem().Headers[Header];
        word.ShouldNotBe("10.0.0.1");

        (await AddressAsync((Header, word))).ShouldBe("203.0.113.7");
        (await AddressAsync()).ShouldBe("127.0.0.1");
        (await AddressAsync((Header, "203.0.113.9"))).ShouldBe("127.0.0.1");
        (await AddressAsync((Header, word[..^4] + "AAAA"))).ShouldBe("127.0.0.1");
        (await AddressAsync((Header, word.Split('.')[0] + "." + word.Split('.')[1] + "."))).ShouldBe("127.0.0.1");
        (await AddressAsync(("X-CauseFlow-Remote-Address", "203.0.113.9"))).ShouldBe("127.0.0.1");

        // The gateway's token for a service is signed by the same key, and is no address of a person.
        var forwarded = gateway.Investigations.Requests.Last().Headers["Authorization"]["Bearer ".Length..];
        (await AddressAsync((Header, forwarded))).ShouldBe("127.0.0.1");
        gateway.Time.Advance(TimeSpan.FromHours(25));
        (await AddressAsync((Header, word))).ShouldBe("127.0.0.1");

        // What the gateway does itself is recorded with it too.
        var fresh = await WordAsync("203.0.113.8");
        await gateway.SendAsync("POST", "/v1/api-keys", gateway.AdminKey,
            System.Net.Http.Json.JsonContent.Create(new { name = "x", roles = new[] { "member" } }), (Header, fresh));
        gateway.Broker.Audit.Last().Details!["address"].ShouldBe("203.0.113.8");
        await gateway.SendAsync("POST", "/v1/api-keys", gateway.AdminKey,
            System.Net.Http.Json.JsonContent.Create(new { name = "y", roles = new[] { "member" } }), ("X-CauseFlow-Remote-Address", "203.0.113.9"));
        gateway.Broker.Audit.Last().Details!["address"].ShouldBe("127.0.0.1");

        async Task<string> AddressAsync(params (string, string)[] headers)
        {
            (await gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey, null, headers)).EnsureSuccessStatusCode();
            var token = gateway.Investigations.Requests.Last().Headers["Authorization"]["Bearer ".Length..];
            return new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(token).GetClaim("remote_address").Value;
        }

        async Task<string> WordAsync(string address)
        {
            await gateway.SendAsync("GET", "/incidents", null, null, ("X-Forwarded-For", address));
            return page.Requests.Last().Headers[Header];
        }
    }

    [Fact]
    public async Task Page_keeps_its_cookies_and_stays_on_its_replica_and_cannot_be_framed()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.SendAsync("GET", "/incidents");

        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.ShouldContain("a=b");
        var affinity = cookies.Single(cookie => cookie.StartsWith("causeflow.replica=", StringComparison.Ordinal));
        affinity.ShouldContain("httponly", Case.Insensitive);
        affinity.ShouldContain("samesite=strict", Case.Insensitive);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.Contains("Server").ShouldBeFalse();

        // A page that says nothing of its own may do nothing.
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; frame-ancestors 'none'"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Over_https_the_replica_is_chosen_by_a_cookie_of_this_very_host_alone()
    {
        await using var gateway = await StartAsync(("Gateway:KnownProxies:0", "127.0.0.1"));
        var set = (await SendAsync("b=c")).Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("replica", StringComparison.Ordinal));
        set.ShouldStartWith("__Host-causeflow.replica=");
        set.ShouldContain("; secure");
        set.ShouldContain("; path=/");
        var chosen = set.Split(';')[0];
        var planted = chosen.Replace("__Host-", "", StringComparison.Ordinal);

        await SendAsync($"b=c; {chosen}");
        page.Requests.Last().Headers["Cookie"].ShouldContain(planted, Case.Sensitive, "it counts");
        foreach (var cookie in new[] { planted, planted.ToUpperInvariant(), $"x=1,{planted}" })
        {
            await SendAsync($"b=c; {cookie}");
            page.Requests.Last().Headers["Cookie"].ShouldNotContain("replica", Case.Insensitive);
        }

        async Task<HttpResponseMessage> SendAsync(string cookies)
        {
            var answer = await gateway.SendAsync("GET", "/incidents", null, null,
                ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"), ("Cookie", cookies));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return answer;
        }
    }

    [Fact]
    public async Task Requests_to_the_page_are_counted_by_address_and_apart_from_the_api()
    {
        await using var gateway = await StartAsync(("RateLimits:PerPageAddress", "3"));

        for (var i = 0; i < 3; i++)
        {
            (await gateway.SendAsync("GET", "/incidents")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await gateway.SendAsync("GET", "/incidents")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_dashboard_the_gateway_starts_and_has_no_such_route()
    {
        await using var gateway = await TestGateway.StartAsync();

        (await gateway.SendAsync("GET", "/incidents")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_page_that_is_away_is_a_bad_gateway_and_shows_in_the_health()
    {
        await using var gateway = await StartAsync();
        await page.StopAsync();

        (await gateway.SendAsync("GET", "/incidents")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var health = await gateway.SendAsync("GET", "/health/detailed", await gateway.AddKeyAsync("operator"));
        (await health.Content.ReadAsStringAsync()).ShouldContain("\"dashboard\",\"status\":\"unreachable\"");
    }

    private Task<TestGateway> StartAsync(params (string Key, string Value)[] more) =>
        TestGateway.StartAsync([("Services:dashboard:ApiUrl", page.Url), .. more]);
}
