using CauseFlow.TestServers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task An_open_page_says_that_it_is_alone_and_comes_back_signed_in_after_a_restart()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var customer = await Customer.StartAsync(
            new Dictionary<string, string?> { ["Listen:Public"] = $"http://127.0.0.1:{LoopbackPort.Next()}" });
        await using var visitor = new Visitor(await browser.NewPageAsync(), customer.Url);
        await visitor.SignInAsync(customer.Product.AdminKey);
        await visitor.OpenAsync("/incidents?status=open");
        await visitor.Page.EvaluateAsync("() => { window.before = true; }");

        await customer.Product.KillAsync();
        await Expect(visitor.Page.GetByText("Connection lost.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await customer.Product.StartAsync();

        await visitor.Page.WaitForFunctionAsync("() => !window.before && document.querySelector('main[data-live=true]')",
            null, new() { Timeout = 60_000 });
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Incidents" })).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByText("Connection lost.")).Not.ToBeVisibleAsync();
        visitor.Page.Url.ShouldEndWith("/incidents?status=open");
    }
}
