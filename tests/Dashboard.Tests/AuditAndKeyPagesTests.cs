using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class AuditAndKeyPagesTests(OpenDashboard dashboard)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 20_000 };

    [Fact]
    public async Task The_audit_log_is_filtered_verified_and_leaves_as_a_file()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/audit");

        await page.GetByLabel("Action").FillAsync("integration.connected");
        await page.GetByLabel("Subject").FillAsync(dashboard.IntegrationId);
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Expect(page.Locator(".audit tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator(".audit tbody tr")).ToContainTextAsync(dashboard.IntegrationId);
        page.Url.ShouldContain("action=integration.connected");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify the chain" }).ClickAsync();
        await Expect(page.GetByText("The chain is whole")).ToBeVisibleAsync(Soon);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        using var lines = new StreamReader(await download.CreateReadStreamAsync());
        var first = JsonDocument.Parse((await lines.ReadLineAsync())!).RootElement;
        first.GetProperty("sequence").GetInt64().ShouldBe(1);
        download.Url.ShouldNotContain("key");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_export_is_for_those_who_are_signed_in()
    {
        await using var visitor = await dashboard.VisitAsync();
        var answer = await visitor.Page.APIRequest.GetAsync(
            new Uri(dashboard.Customer.Url, "/audit/causeflow-audit.ndjson").ToString(), new() { MaxRedirects = 0 });

        answer.Status.ShouldBe((int)HttpStatusCode.Redirect);
        answer.Headers["location"].ShouldContain("/sign-in");
    }

    [Fact]
    public async Task A_key_is_shown_once_works_and_is_dead_when_it_was_revoked()
    {
        const string name = "<img src=x onerror=window.hacked=1> \u202Egnp";
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(page.Locator("#name-note")).ToContainTextAsync("1 to 100 characters", new() { Timeout = 20_000 });

        await page.GetByLabel("What is it for?").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var key = (await page.Locator(".made-key code").TextContentAsync(new() { Timeout = 20_000 }))!;
        (await StatusAsync(key)).ShouldBe(HttpStatusCode.OK);
        await visitor.ShouldBeAccessibleAsync();
        await visitor.OpenAsync("/keys");
        (await page.ContentAsync()).ShouldNotContain(key);
        var row = page.Locator(".keys tr", new() { HasText = "RLOgnp" });
        await Expect(row).ToContainTextAsync("<img src=x onerror=window.hacked=1>");

        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await row.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0, new() { Timeout = 20_000 });

        (await StatusAsync(key)).ShouldBe(HttpStatusCode.Unauthorized);
        (await visitor.WasHackedAsync()).ShouldBeFalse();
        visitor.Complaints.ShouldBeEmpty();
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var answer = await dashboard.Customer.Api.RawAsync(HttpMethod.Get, "v1/incidents?limit=1", apiKey: key);
        return answer.StatusCode;
    }
}
