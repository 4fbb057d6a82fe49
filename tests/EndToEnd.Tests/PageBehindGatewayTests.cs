using System.Collections.Concurrent;
using System.Net;
using CauseFlow.Dashboard.Tests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

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

    [Fact]
    public async Task An_incident_is_followed_over_TLS_from_the_browser_to_the_last_process()
    {
        await using var door = await TlsProxy.StartAsync(shared.Customer.Url);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var context = await browser.NewContextAsync(new() { IgnoreHTTPSErrors = true });
        await using var visitor = new Visitor(await context.NewPageAsync(), door.Url);
        var page = visitor.Page;
        var sockets = new ConcurrentQueue<string>();
        page.WebSocket += (_, socket) => sockets.Enqueue(socket.Url);
        var made = await shared.Customer.Api.PostAsync("v1/incidents",
            new { title = "Followed over TLS", description = "Something is not as it should be.", severity = "low" });
        var id = made.GetProperty("id").GetString();

        await visitor.SignInAsync(shared.Customer.Cluster.FirstAdminKey);
        await visitor.OpenAsync($"/incidents/{id}");
        await Expect(page.Locator(".facts .severity[data-severity=low]")).ToBeVisibleAsync();
        using var patched = await shared.Customer.Api.RawAsync(HttpMethod.Patch, $"v1/incidents/{id}", new { severity = "critical" });
        patched.EnsureSuccessStatusCode();

        // It comes by the connection of the page, which the proxy, the gateway and the dashboard each hand on encrypted.
        await Expect(page.Locator(".facts .severity[data-severity=critical]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        sockets.ShouldNotBeEmpty();
        sockets.ShouldAllBe(url => url.StartsWith($"wss://{door.Url.Authority}/_blazor", StringComparison.Ordinal));
        var session = (await context.CookiesAsync()).Where(cookie => cookie.Name.Contains("causeflow.session", StringComparison.Ordinal)).ToList();
        session.ShouldNotBeEmpty();
        session.ShouldAllBe(cookie => cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) && cookie.Secure && cookie.HttpOnly);

        // And what a person does there works: the form's answer comes over the same connection.
        await page.Locator("summary[aria-label='More actions']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark as resolved" }).ClickAsync();
        await Expect(page.Locator(".facts .status[data-status=resolved]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        visitor.Complaints.ShouldBeEmpty();
    }
}
