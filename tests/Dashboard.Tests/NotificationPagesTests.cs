using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class NotificationPagesTests(OpenDashboard dashboard)
{
    private const string SigningKey = "browser-test-signing-key-0123";

    [Fact]
    public async Task A_channel_is_added_tried_and_removed_and_its_secrets_are_not_seen_again()
    {
        var received = new ConcurrentQueue<string>();
        await using var receiver = await ReceiverAsync(received);
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/settings/notifications");
        await page.GetByLabel("Kind").SelectOptionAsync("webhook");
        await page.GetByLabel("Name").FillAsync("<b>On-call</b>");
        await page.Locator("#channel-secret").FillAsync("no address");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the channel" }).ClickAsync();
        await Expect(page.Locator("#channel-secret-note")).ToContainTextAsync("It is not an address", new() { Timeout = 20_000 });
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("<b>On-call</b>");
        await visitor.ShouldBeAccessibleAsync();

        await page.Locator("#channel-secret").FillAsync(receiver.Urls.First() + "/hook-9f3a");
        await page.Locator("#channel-signing").FillAsync(SigningKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the channel" }).ClickAsync();
        var channel = page.Locator(".channel", new() { HasText = "<b>On-call</b>" });
        await channel.GetByRole(AriaRole.Button, new() { Name = "Test" }).ClickAsync(new() { Timeout = 20_000 });

        await Expect(page.GetByText("The test reached")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        received.ShouldContain("/hook-9f3a");
        var html = await page.ContentAsync();
        html.ShouldNotContain("hook-9f3a");
        html.ShouldNotContain(SigningKey);
        (await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('input')].map(input => input.value)")).ShouldNotContain(SigningKey);

        await SayAgainAsync(page);
        await channel.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await channel.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(channel).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>A complaint that is about no field of the form stands above it.</summary>
    private static async Task SayAgainAsync(IPage page)
    {
        await page.GetByLabel("Kind").SelectOptionAsync("slack");
        await page.GetByLabel("Name").FillAsync("<b>On-call</b>");
        await page.Locator("#channel-secret").FillAsync("https://hooks.slack.com/services/T0/B0/x");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the channel" }).ClickAsync();
        await Expect(page.Locator(".problem")).ToContainTextAsync("Two channels have the same name", new() { Timeout = 20_000 });
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("<b>On-call</b>");
    }

    private static async Task<WebApplication> ReceiverAsync(ConcurrentQueue<string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/{**path}", (HttpContext http) => received.Enqueue(http.Request.Path));
        await app.StartAsync();
        return app;
    }
}
