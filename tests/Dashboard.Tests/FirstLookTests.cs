using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class FirstLookTests(OpenDashboard dashboard)
{
    [Theory]
    [InlineData("cflo_0000000000000000000000000000000000000000000000000000000000000000", "does not know this key")]
    [InlineData("not a key", "begins with cflo_")]
    public async Task A_key_that_is_none_is_refused_with_a_sentence(string key, string problem)
    {
        await using var visitor = await dashboard.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync(new Uri(dashboard.Customer.Url, "/sign-in?return=%2F%2Fevil.example").ToString());
        await page.GetByLabel("API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(problem);
        (await page.Context.CookiesAsync()).ShouldNotContain(cookie => cookie.Name == "causeflow.session");
        await page.GetByLabel("API key").FillAsync(dashboard.Customer.Product.AdminKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.LiveAsync();
        new Uri(page.Url).Authority.ShouldBe(dashboard.Customer.Url.Authority);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_signs_out_is_asked_for_the_key_again()
    {
        await using var visitor = await dashboard.VisitAsync();
        await visitor.SignInAsync(dashboard.Customer.Product.AdminKey);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visitor.Page.GetByLabel("API key")).ToBeVisibleAsync();
        await visitor.Page.GotoAsync(new Uri(dashboard.Customer.Url, "/incidents").ToString());

        await Expect(visitor.Page.GetByLabel("API key")).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_signs_in_with_the_first_key_and_sees_the_incident_with_its_cause()
    {
        await using var visitor = await dashboard.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync(dashboard.Customer.Url.ToString());
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
        await page.GetByLabel("API key").FillAsync(dashboard.Customer.Product.AdminKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.LiveAsync();
        await page.Locator("a.incident", new() { HasText = "checkout-handler-errors" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Most likely cause" })).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync(dashboard.Cause);
        visitor.Complaints.ShouldBeEmpty();
    }
}
