using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

/// <summary>One product and one browser, for several tests.</summary>
public abstract class BrowserFixture : IAsyncLifetime
{
    private IPlaywright playwright = null!;

    public Customer Customer { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(playwright);
        Customer = await StartAsync();
    }

    /// <summary>A new person: nothing in the browser is shared with another.</summary>
    public async Task<Visitor> VisitAsync(BrowserNewContextOptions? options = null)
    {
        var context = await Browser.NewContextAsync(options ?? new() { Locale = "en-GB", TimezoneId = "Europe/Zurich" });
        return new Visitor(await context.NewPageAsync(), Customer.Url);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
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

    /// <summary>The product, with what the tests need in it.</summary>
    protected abstract Task<Customer> StartAsync();
}
