using System.Net;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class PortRuleTests
{
    [Fact]
    public async Task An_internal_endpoint_does_not_exist_on_the_api_port_whatever_the_host_header_says()
    {
        await using var host = await TestHost.StartAsync();
        var token = host.Tokens.ForService("caller", "shop");
        var forged = $"127.0.0.1:{host.Internal.BaseAddress!.Port}";

        var plain = await TestHost.GetAsync(host.Api, "/internal/who", token);
        var withForgedHost = await TestHost.GetAsync(host.Api, "/internal/who", token, forged);
        var rightPort = await TestHost.GetAsync(host.Internal, "/internal/who", token);

        plain.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await plain.Content.ReadAsStringAsync()).ShouldContain("\"error\":\"not_found\"");
        withForgedHost.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        rightPort.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await rightPort.Content.ReadAsStringAsync()).ShouldBe("""{"service":"caller"}""");
    }

    [Fact]
    public async Task A_public_endpoint_does_not_exist_on_the_internal_port()
    {
        await using var host = await TestHost.StartAsync();
        var token = host.Tokens.ForCaller("gateway", "shop", TestHost.Caller("member"));

        var answer = await TestHost.GetAsync(
            host.Internal, "/v1/me", token, $"127.0.0.1:{host.Api.BaseAddress!.Port}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/health", true, HttpStatusCode.OK)]
    [InlineData("/health", false, HttpStatusCode.OK)]
    [InlineData("/health/ready", true, HttpStatusCode.OK)]
    [InlineData("/health/ready", false, HttpStatusCode.NotFound)]
    [InlineData("/metrics", true, HttpStatusCode.OK)]
    [InlineData("/metrics", false, HttpStatusCode.NotFound)]
    public async Task Health_and_metrics_answer_on_their_ports(string path, bool onInternal, HttpStatusCode expected)
    {
        await using var host = await TestHost.StartAsync();

        var answer = await TestHost.GetAsync(onInternal ? host.Internal : host.Api, path);

        answer.StatusCode.ShouldBe(expected);
    }
}
