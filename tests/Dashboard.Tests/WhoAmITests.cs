using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class WhoAmITests(OpenDashboard dashboard)
{
    [Fact]
    public async Task A_person_sees_which_key_it_is_and_what_it_may_do_and_is_offered_no_more()
    {
        const string name = "Night <b>shift</b>";
        var key = await dashboard.Customer.Api.PostAsync("v1/api-keys", new { name, roles = new[] { "member" } });
        await using var visitor = await dashboard.VisitAsync();
        var page = visitor.Page;

        await visitor.SignInAsync(key.GetProperty("key").GetString()!);

        await Expect(page.Locator(".who-name")).ToHaveTextAsync(name);
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Incidents", "Integrations", "Settings"]);
        await visitor.OpenAsync("/settings");
        var card = page.Locator(".card", new() { HasText = "Signed in" });
        await Expect(card).ToContainTextAsync(name);
        await Expect(card).ToContainTextAsync(key.GetProperty("id").GetString()!);
        await Expect(card.Locator(".tag")).ToHaveTextAsync(["member"]);
        await Expect(card).ToContainTextAsync("ten_");
        (await page.ContentAsync()).ShouldNotContain(key.GetProperty("key").GetString()!);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_may_only_post_alarms_gets_no_page()
    {
        var key = await dashboard.Customer.Api.PostAsync("v1/api-keys", new { name = "alarms", roles = new[] { "ingest" } });
        await using var visitor = await dashboard.VisitAsync();
        await visitor.Page.GotoAsync(new Uri(dashboard.Customer.Url, "/sign-in").ToString());
        await visitor.Page.GetByLabel("API key").FillAsync(key.GetProperty("key").GetString()!);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("may only post alarms");
        visitor.Complaints.ShouldBeEmpty();
    }
}
