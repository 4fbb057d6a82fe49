using System.Text;
using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Control;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

public sealed partial class FirstRunTests(NewTenant tenant) : IClassFixture<NewTenant>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 30_000 };
    private int clicks;

    [Fact]
    public async Task From_the_first_sign_in_to_the_cause_of_an_alarm_with_five_clicks_to_a_connected_account()
    {
        await using var visitor = await tenant.VisitAsync();
        var (page, facts) = (visitor.Page, tenant.Customer.Cloud.Facts);
        await page.GotoAsync(tenant.Customer.Url.ToString());
        await page.GetByLabel("API key").FillAsync(tenant.Customer.Product.AdminKey);
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }));
        await visitor.LiveAsync();
        await Expect(page).ToHaveURLAsync(WelcomeUrl());

        // What is copied out of this page goes into the stack; what the stack answers comes back.
        await ClickAsync(page.GetByRole(AriaRole.Link, new() { Name = "Connect AWS" }));
        var externalId = await ValueAsync(page, "ExternalId");
        tenant.Customer.Cloud.SetExternalId(externalId);
        var webhook = new Uri(tenant.Customer.Url, await ValueAsync(page, "WebhookUrl"));
        (await tenant.Customer.Cloud.Publisher.SubscribeAsync(webhook)).Delivered.ShouldBeTrue();
        await page.GetByLabel("Role ARN").FillAsync(facts.RoleArn);
        await page.GetByLabel("Alarm topic ARN").FillAsync(facts.TopicArn);
        await page.GetByLabel("Regions").FocusAsync();
        await Expect(page.Locator("#regions-note")).ToContainTextAsync($"Left empty: {facts.Region}, as the topic says");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }));

        await Expect(page.Locator(".facts .status", new() { HasText = "Connected" })).ToBeVisibleAsync(Soon);
        await Expect(page.Locator(".held li").Nth(15)).ToBeVisibleAsync(Soon);
        clicks.ShouldBeLessThanOrEqualTo(5);
        await Expect(page.GetByText("Connected. Next: the alarms")).ToBeVisibleAsync();

        await ConnectGoogleByKeyFileAsync(visitor);

        await visitor.OpenAsync("/welcome");
        await Expect(page.GetByText("is subscribed.")).ToBeVisibleAsync(Soon);
        (await tenant.Customer.Cloud.PublishAlarmAsync(new AlarmPublication { State = "ALARM" })).ShouldHaveSingleItem().Delivered.ShouldBeTrue();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the incident" }).ClickAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Most likely cause" })).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Expect(page.Locator("main")).ToContainTextAsync((await tenant.Customer.VerdictAsync()).Verdict.Causes[0].Summary);
        await RotateAndDisconnectAsync(visitor, externalId);
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>A hostile document is refused by the API and its words are shown; the key goes over and is never seen again.</summary>
    private async Task ConnectGoogleByKeyFileAsync(Visitor visitor)
    {
        var (page, facts) = (visitor.Page, tenant.Customer.Cloud.Facts);
        await visitor.OpenAsync("/integrations/new/gcp");
        var key = facts.GoogleServiceAccountKey!;
        await page.GetByLabel("Project ids").FillAsync(facts.GoogleProject!);
        await page.Locator("#key-file").SetInputFilesAsync(File("wrong.json", "{\"type\":\"<script>window.hacked=1</script>\"}"));
        await Expect(page.Locator(".field-problem")).ToBeVisibleAsync(Soon);
        (await visitor.WasHackedAsync()).ShouldBeFalse();

        await page.Locator("#key-file").SetInputFilesAsync(File("key.json", key));
        await Expect(page.GetByText("Sealed in the vault")).ToBeVisibleAsync(Soon);
        (await page.ContentAsync()).ShouldNotContain("PRIVATE KEY");
        await Expect(page.GetByLabel("Project ids")).ToHaveValueAsync(facts.GoogleProject!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(IntegrationUrl(), new() { Timeout = 30_000 });
        await Expect(page.Locator(".facts .status", new() { HasText = "Connected" })).ToBeVisibleAsync(Soon);

        // Both accounts take part in one investigation.
        await page.GetByRole(AriaRole.Link, new() { Name = "Integrations", Exact = true }).First.ClickAsync();
        await page.Locator("a.integration", new() { HasText = facts.Account }).ClickAsync();
        await page.Locator(".settings-card summary").ClickAsync();
        await page.Locator(".settings-card fieldset input").First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync(Soon);
    }

    /// <summary>Both ask first; what was left alone is as it was.</summary>
    private async Task RotateAndDisconnectAsync(Visitor visitor, string externalId)
    {
        var (page, facts) = (visitor.Page, tenant.Customer.Cloud.Facts);
        await visitor.OpenAsync("/integrations");
        await page.Locator("a.integration", new() { HasText = facts.Account }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate the external id" }).ClickAsync();
        await page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "Rotate the external id" }).ClickAsync();
        await Expect(page.GetByText("There is a new external id.")).ToBeVisibleAsync(Soon);
        await visitor.OpenAsync("/integrations/new/aws");
        (await ValueAsync(page, "ExternalId")).ShouldNotBe(externalId);

        await visitor.OpenAsync("/integrations");
        await page.Locator("a.integration", new() { HasText = facts.GoogleProject! }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it as it is" }).ClickAsync();
        await Expect(page.Locator(".facts .status", new() { HasText = "Connected" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Expect(page.Locator(".facts .status", new() { HasText = "Disconnected" })).ToBeVisibleAsync(Soon);
    }

    private async Task ClickAsync(ILocator target)
    {
        clicks++;
        await target.ClickAsync();
    }

    private static async Task<string> ValueAsync(IPage page, string label) =>
        (await page.Locator(".copy-line", new() { HasText = label }).Locator("code").First.TextContentAsync(new() { Timeout = 20_000 }))!;

    private static FilePayload File(string name, string text) =>
        new() { Name = name, MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(text) };

    [GeneratedRegex("/welcome$")]
    private static partial Regex WelcomeUrl();

    [GeneratedRegex("/integrations/int_")]
    private static partial Regex IntegrationUrl();
}
