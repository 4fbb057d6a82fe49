using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class FirstLookTests(OpenDashboard dashboard)
{
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
