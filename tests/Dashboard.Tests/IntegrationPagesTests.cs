using CauseFlow.CloudSimulation.Control;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class IntegrationPagesTests(OpenDashboard dashboard)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 20_000 };

    [Fact]
    public async Task Aws_Mistakes_StandBesideTheirFieldsAndWhatWasTypedStays()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/integrations/new/aws");
        await page.GetByLabel("Role ARN").FillAsync("arn:aws:iam::12:role/Reader");
        await page.GetByLabel("Alarm topic ARN").FillAsync("arn:aws:sns:eu-west-1:123456789012:alarms.fifo");
        await page.GetByLabel("Regions").FillAsync("eu-west-1, <script>window.hacked=1</script>");

        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();

        await Expect(page.Locator("#role-note")).ToContainTextAsync("the account must have 12 digits", new() { Timeout = 20_000 });
        await Expect(page.GetByLabel("Role ARN")).ToHaveValueAsync("arn:aws:iam::12:role/Reader");
        await Expect(page.GetByLabel("Role ARN")).ToHaveAttributeAsync("aria-invalid", "true");

        // Only a role's partition tells which regions and topics may be meant.
        await page.GetByLabel("Role ARN").FillAsync("arn:aws:iam::210987654321:role/Reader");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();
        await Expect(page.Locator("#regions-note")).ToContainTextAsync("<script>window.hacked=1</script>: Must be a region", new() { Timeout = 20_000 });
        await Expect(page.Locator("#topics-note")).ToContainTextAsync("FIFO");
        await Expect(page.GetByLabel("Regions")).ToHaveValueAsync("eu-west-1, <script>window.hacked=1</script>");
        (await visitor.WasHackedAsync()).ShouldBeFalse();
        await visitor.ShouldBeAccessibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Aws_TheSameRoleTwice_TheApisWordsAreShown()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/integrations/new/aws");
        await page.GetByLabel("Role ARN").FillAsync(dashboard.Customer.Cloud.Facts.RoleArn);
        await page.GetByLabel("Alarm topic ARN").FillAsync(dashboard.Customer.Cloud.Facts.TopicArn);

        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();

        await Expect(page.Locator(".problem")).ToContainTextAsync("is connected. Disconnect it first", new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task Aws_ARoleThatDoesNotLetIn_IsExplainedWithARemedy()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/integrations/new/aws");
        await page.GetByLabel("Role ARN").FillAsync("arn:aws:iam::210987654321:role/NoSuchRole");
        await page.GetByLabel("Regions").FillAsync(dashboard.Customer.Cloud.Facts.Region);

        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();

        await Expect(page.Locator(".problem")).ToContainTextAsync("Do this:", new() { Timeout = 20_000 });
        await Expect(page.GetByLabel("Role ARN")).ToHaveValueAsync("arn:aws:iam::210987654321:role/NoSuchRole");
    }

    [Fact]
    public async Task Azure_ASecret_GoesOverOnceAndIsNeverSeenAgain()
    {
        const string secret = "abc8Q~browser-test-secret-value-0123456789";
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/integrations/new/azure");
        await page.GetByLabel("Client id").FillAsync("not-a-guid");
        await page.Locator("#secret").FillAsync("3fa85f64-5717-4562-b3fc-2c963f66afa6");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();
        await Expect(page.Locator("#secret-note")).ToContainTextAsync("This is the secret's id", new() { Timeout = 20_000 });

        await page.Locator("#secret").FillAsync(secret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();

        await Expect(page.GetByText("Sealed in the vault")).ToBeVisibleAsync(Soon);
        await Expect(page.Locator("#client-note")).ToContainTextAsync("Must be the application's (client) id");
        await Expect(page.GetByLabel("Client id")).ToHaveValueAsync("not-a-guid");
        (await page.ContentAsync()).ShouldNotContain(secret);
        (await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('input')].map(input => input.value)")).ShouldNotContain(secret);

        // What no integration took can be taken back at once.
        await page.GetByRole(AriaRole.Button, new() { Name = "Use another" }).ClickAsync();
        await Expect(page.Locator("#secret")).ToHaveValueAsync("");
        await dashboard.Customer.UntilAsync(
            async () => (await dashboard.Customer.Api.GetAsync("v1/credentials")).GetProperty("items").GetArrayLength() == 0, "a forgotten secret", seconds: 20);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_permission_is_a_cross_with_its_remedy_and_a_test_again_sees_it_come_back()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync($"/integrations/{dashboard.IntegrationId}");
        dashboard.Customer.Cloud.Switches.Set("logs:StartQuery", new Switch { Deny = true });
        try
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Test again" }).ClickAsync();
            var cross = page.Locator(".permissions li[data-outcome=missing][data-mandatory=true]", new() { HasText = "logs:StartQuery" });
            await Expect(cross).ToBeVisibleAsync(new() { Timeout = 40_000 });
            await Expect(cross).ToContainTextAsync("Do this:");
            await Expect(page.Locator(".facts")).ToContainTextAsync("mandatory permission");
            await visitor.ShouldBeAccessibleAsync();
        }
        finally
        {
            dashboard.Customer.Cloud.Switches.Clear();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Test again" }).ClickAsync();

        await Expect(page.Locator(".held li", new() { HasText = "logs:StartQuery" })).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await Expect(page.Locator(".facts")).ToContainTextAsync("All that is needed is held");
        visitor.Complaints.ShouldBeEmpty();
    }
}
