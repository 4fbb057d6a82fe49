using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

/// <summary>A product in which nothing is connected yet, with an account of AWS and a project of Google Cloud to connect.</summary>
public sealed class NewTenant : IAsyncLifetime
{
    private IPlaywright playwright = null!;

    public Customer Customer { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(playwright);
        Customer = await Customer.StartAsync(scenario: "aws-gcp-checkout");
    }

    public async Task<Visitor> VisitAsync()
    {
        var context = await Browser.NewContextAsync(new() { Locale = "en-GB", TimezoneId = "Europe/Zurich" });
        return new Visitor(await context.NewPageAsync(), Customer.Url);
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (Customer is not null)
        {
            await Customer.DisposeAsync();
        }
    }
}
