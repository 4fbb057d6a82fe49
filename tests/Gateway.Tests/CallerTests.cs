using System.Net;
using System.Text.Json;

namespace CauseFlow.Gateway.Tests;

/// <summary>Who somebody is, as one answer for every client that shows it.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData("ingest")]
    [InlineData("member", "operator")]
    public async Task Everybody_is_told_who_they_are_and_what_they_may_do(params string[] roles)
    {
        await using var gateway = await TestGateway.StartAsync();

        var answer = await gateway.SendAsync("GET", "/v1/me", await gateway.AddKeyAsync(roles));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var caller = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        caller.RootElement.GetProperty("subject").GetString()!.ShouldStartWith("key_");
        caller.RootElement.GetProperty("tenantId").GetString().ShouldBe(gateway.TenantId);
        caller.RootElement.GetProperty("tenantName").GetString().ShouldBe("default");
        caller.RootElement.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).ShouldBe(roles);
    }

    [Fact]
    public async Task Nobody_is_told_nothing()
    {
        await using var gateway = await TestGateway.StartAsync();

        (await gateway.SendAsync("GET", "/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
