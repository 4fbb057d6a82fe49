using System.Net;

namespace CauseFlow.Gateway.Tests;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Tenant_over_its_limit_gets_429_until_the_window_ends()
    {
        await using var gateway = await TestGateway.StartAsync(("RateLimits:PerTenant", "2"));
        Task<HttpResponseMessage> GetAsync() => gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey);

        var first = await GetAsync();
        var second = await GetAsync();
        var third = await GetAsync();

        Header(first, "X-RateLimit-Limit").ShouldBe("2");
        Header(first, "X-RateLimit-Remaining").ShouldBe("1");
        Header(first, "X-RateLimit-Reset").ShouldBe("59");
        Header(second, "X-RateLimit-Remaining").ShouldBe("0");
        third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        Header(third, "Retry-After").ShouldBe("59");
        (await third.Content.ReadAsStringAsync()).ShouldContain("\"error\":\"rate_limited\"");
        gateway.Investigations.Requests.Count.ShouldBe(2);

        gateway.Time.Advance(TimeSpan.FromSeconds(59));
        (await GetAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("RateLimits:PerWebhook")]
    [InlineData("RateLimits:PerWebhookAddress")]
    public async Task Webhook_over_its_limit_gets_503_because_SNS_repeats_only_then(string limit)
    {
        await using var gateway = await TestGateway.StartAsync((limit, "1"));
        Task<HttpResponseMessage> PostAsync() => gateway.SendAsync("POST", "/v1/webhooks/ten_1/cloudwatch/key");

        var first = await PostAsync();
        var second = await PostAsync();

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Header(second, "Retry-After").ShouldBe("59");
        (await second.Content.ReadAsStringAsync()).ShouldContain("\"error\":\"rate_limited\"");
    }

    [Fact]
    public async Task Guessing_keys_is_limited_by_address_and_leaves_tenants_alone()
    {
        await using var gateway = await TestGateway.StartAsync(("RateLimits:PerAddress", "3"));
        var wrong = "cflo_" + new string('0', 64);
        (await gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.OK);

        for (var i = 0; i < 3; i++)
        {
            (await gateway.SendAsync("GET", "/v1/incidents", wrong)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await gateway.SendAsync("GET", "/v1/incidents", wrong)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await gateway.SendAsync("GET", "/v1/none")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_webhooks_limit_does_not_touch_another()
    {
        await using var gateway = await TestGateway.StartAsync(("RateLimits:PerWebhook", "1"));

        (await gateway.SendAsync("POST", "/v1/webhooks/ten_1/cloudwatch/a")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.SendAsync("POST", "/v1/webhooks/ten_1/cloudwatch/b")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Junk_of_an_address_never_delays_its_deliveries()
    {
        await using var gateway = await TestGateway.StartAsync(("RateLimits:PerAddress", "2"));

        for (var i = 0; i < 3; i++)
        {
            await gateway.SendAsync("GET", "/v1/none");
        }

        (await gateway.SendAsync("GET", "/v1/none")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await gateway.SendAsync("POST", "/v1/webhooks/ten_1/cloudwatch/key")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guesses_over_the_limit_cost_no_query()
    {
        await using var gateway = await TestGateway.StartAsync(("RateLimits:PerAddress", "2"));
        for (var i = 0; i < 2; i++)
        {
            await gateway.SendAsync("GET", "/v1/none");
        }

        // A key that is good but new stands for a guess: it would be found if the store were asked.
        var fresh = await gateway.AddKeyAsync("member");
        (await gateway.SendAsync("GET", "/v1/incidents", fresh)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        gateway.Time.Advance(TimeSpan.FromMinutes(1));
        (await gateway.SendAsync("GET", "/v1/incidents", fresh)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/v1/a%2fb", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/v1/none", HttpStatusCode.NotFound)]
    [InlineData("GET", "/health/ready", HttpStatusCode.NotFound)]
    [InlineData("GET", "/health", HttpStatusCode.OK)]
    [InlineData("PUT", "/v1/incidents", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/v1/incidents", HttpStatusCode.Unauthorized)]
    public async Task Every_answer_says_where_the_client_stands(string method, string path, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(("RateLimits:PerAddress", "7"));

        var answer = await gateway.SendAsync(method, path);

        answer.StatusCode.ShouldBe(expected);
        Header(answer, "X-RateLimit-Limit").ShouldBe("7");
        Header(answer, "X-RateLimit-Remaining").ShouldBe("6");
        Header(answer, "X-RateLimit-Reset").ShouldBe("59");
    }

    [Fact]
    public async Task Clients_behind_a_known_proxy_count_one_by_one()
    {
        await using var gateway = await TestGateway.StartAsync(
            ("RateLimits:PerAddress", "1"), ("Gateway:KnownNetworks:0", "127.0.0.0/8"));

        (await FromAsync(gateway, "192.0.2.1")).ShouldBe(HttpStatusCode.NotFound);
        (await FromAsync(gateway, "192.0.2.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await FromAsync(gateway, "192.0.2.2")).ShouldBe(HttpStatusCode.NotFound);

        // What the client claims stands left of what the proxy saw.
        (await FromAsync(gateway, "198.51.100.9, 192.0.2.2")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Address_that_an_unknown_proxy_names_is_not_believed()
    {
        await using var gateway = await TestGateway.StartAsync(
            ("RateLimits:PerAddress", "1"), ("Gateway:KnownProxies:0", "192.0.2.200"));

        (await FromAsync(gateway, "192.0.2.1")).ShouldBe(HttpStatusCode.NotFound);
        (await FromAsync(gateway, "192.0.2.2")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Proxy_that_is_no_address_stops_the_start()
    {
        var error = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => TestGateway.StartAsync(("Gateway:KnownProxies:0", "proxy.example.com")));

        error.Message.ShouldContain("Gateway:KnownProxies");
    }

    [Fact]
    public async Task Made_up_webhooks_crowd_out_nobody()
    {
        await using var gateway = await TestGateway.StartAsync(("RateLimits:MaxCounters", "2"), ("RateLimits:PerWebhook", "1"));

        for (var i = 0; i < 5; i++)
        {
            (await gateway.SendAsync("POST", $"/v1/webhooks/ten_1/cloudwatch/{new string('x', 1000)}{i}"))
                .StatusCode.ShouldBe(HttpStatusCode.OK, "beyond the table only the sender's address counts");
        }

        (await gateway.SendAsync("GET", "/v1/incidents", gateway.AdminKey)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> FromAsync(TestGateway gateway, string forwardedFor) =>
        (await gateway.SendAsync("GET", "/v1/none", null, null, ("X-Forwarded-For", forwardedFor))).StatusCode;

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
