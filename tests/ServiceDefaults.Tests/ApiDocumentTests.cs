using System.Net;
using System.Text.Json;

namespace CauseFlow.ServiceDefaults.Tests;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Service_describes_its_public_endpoints_on_the_internal_port_alone()
    {
        await using var host = await TestHost.StartAsync();

        var answer = await TestHost.GetAsync(host.Internal, "/openapi/shop.json");
        (await TestHost.GetAsync(host.Api, "/openapi/shop.json")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        json.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ShouldBe(
            ["/v1/me", "/v1/admin", "/v1/member", "/v1/webhooks/{tenantId}/cloudwatch/{routeKey}", "/v1/failing", "/v1/store-away",
                "/v1/refusing"],
            ignoreOrder: true);
    }
}
