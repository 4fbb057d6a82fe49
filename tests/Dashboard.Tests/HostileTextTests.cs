using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class HostileTextTests(OpenDashboard dashboard)
{
    [Fact]
    public async Task A_hostile_log_line_is_shown_and_not_executed()
    {
        await using var visitor = await dashboard.SignInAsync();
        await visitor.OpenAsync($"/incidents/{dashboard.IncidentId}#logs");
        var page = visitor.Page;
        var all = page.Locator("#logs").GetByRole(AriaRole.Button, new() { Name = "All" });
        if (await all.IsVisibleAsync())
        {
            await all.ClickAsync();
        }

        await page.Locator("#logs summary", new() { HasText = "**bold**" }).First.ClickAsync();

        var sample = page.Locator("#logs pre", new() { HasText = "javascript:" }).First;
        await Expect(sample).ToBeVisibleAsync();
        var seen = await sample.TextContentAsync() ?? "";
        foreach (var part in HostileScenario.Seen)
        {
            seen.ShouldContain(part);
        }

        (await sample.Locator("script, img, a").CountAsync()).ShouldBe(0);
        (await visitor.WasHackedAsync()).ShouldBeFalse();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hostile_title_and_what_people_write_are_text_everywhere()
    {
        const string title = "</title><script>window.hacked=1</script> \u202Egnp.exe";
        using var answer = await dashboard.Customer.Api.RawAsync(HttpMethod.Post, "v1/incidents", new
        {
            title, description = "<img src=x onerror=window.hacked=1> \u2066hidden\u2069 and more", severity = "low",
        });
        var id = (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetString()!;
        await using var visitor = await dashboard.SignInAsync();

        await visitor.OpenAsync("/incidents?source=manual");
        await Expect(visitor.Page.Locator(".incident-title", new() { HasText = "RLOgnp.exe" }).First).ToBeVisibleAsync();
        await visitor.OpenAsync($"/incidents/{id}");

        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync("<script>window.hacked=1</script>");
        (await visitor.Page.TitleAsync()).ShouldContain("[RLO]gnp.exe");
        await Expect(visitor.Page.Locator(".description")).ToContainTextAsync("LRIhiddenPDI");
        (await visitor.WasHackedAsync()).ShouldBeFalse();
        visitor.Complaints.ShouldBeEmpty();
    }
}
