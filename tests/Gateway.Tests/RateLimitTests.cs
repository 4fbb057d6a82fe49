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
    [InlineData("RateLimits:PerAddress")]
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

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
