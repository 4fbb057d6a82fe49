using System.Net;

namespace CauseFlow.EndToEnd.Tests;

/// <summary>The page as a process of its own: the gateway speaks TLS with it, and people see the gateway's address alone.</summary>
[Collection(SharedCluster.Name)]
public sealed class PageBehindGatewayTests(SharedCluster shared)
{
    [Fact]
    public async Task The_page_is_served_below_the_gateways_address()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = shared.Customer.Url };

        using var first = await http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var signIn = new Uri(shared.Customer.Url, first.Headers.Location!);
        signIn.Authority.ShouldBe(shared.Customer.Url.Authority);
        using var page = await http.GetAsync(signIn, TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("script-src 'self'");
    }
}
