using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class WebhookPagesTests(OpenDashboard dashboard)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 20_000 };

    [Fact]
    public async Task What_arrived_stands_there_with_its_incident_and_what_was_refused_with_why()
    {
        using (var http = new HttpClient())
        {
            using var answer = await http.PostAsync(dashboard.Customer.Webhook, new StringContent("<script>window.hacked=1</script>"));
        }

        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/webhooks");

        await Expect(page.Locator($".deliveries tr[data-verdict=accepted] a[href='/incidents/{dashboard.IncidentId}']").First).ToBeVisibleAsync(Soon);
        await page.GetByLabel("Verdict").SelectOptionAsync("rejected");
        await Expect(page.Locator(".deliveries tr[data-verdict=rejected]").First).ToBeVisibleAsync(Soon);
        await Expect(page.Locator(".deliveries tr[data-verdict=accepted]")).ToHaveCountAsync(0);
        await Expect(page.GetByText("aws cloudwatch set-alarm-state")).ToBeVisibleAsync();
        (await visitor.WasHackedAsync()).ShouldBeFalse();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_that_is_rotated_is_shown_once()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/webhooks");
        var card = page.Locator(".address", new() { HasText = "Any other sender" });

        await card.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(card.GetByText("the old one works for a while longer")).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Rotate now" }).ClickAsync();

        var secret = await card.Locator(".once code").TextContentAsync(new() { Timeout = 20_000 });
        secret!.Length.ShouldBeGreaterThan(20);
        await Expect(card.GetByText("The one before it works until")).ToBeVisibleAsync();
        await visitor.OpenAsync("/webhooks");
        (await page.ContentAsync()).ShouldNotContain(secret);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_subscription_of_a_topic_that_nobody_named_waits_and_is_approved()
    {
        var facts = dashboard.Customer.Cloud.Facts;
        var topic = $"arn:aws:sns:{facts.Region}:{facts.Account}:billing-alarms";
        var publisher = dashboard.Customer.Cloud.Publisher;
        (await publisher.DeliverAsync(dashboard.Customer.Webhook, publisher.Signer.Sign(publisher.Confirmation(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(128)), topic), "1")))
            .Delivered.ShouldBeTrue();
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/webhooks");

        var row = page.Locator(".permissions li", new() { HasText = "billing-alarms" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync(new() { Timeout = 20_000 });

        await Expect(page.GetByText("Approved. CauseFlow confirms the subscription")).ToBeVisibleAsync(Soon);
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        visitor.Complaints.ShouldBeEmpty();
    }
}
