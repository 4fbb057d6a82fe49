using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

/// <summary>One product with a connected account and one solved incident, and one browser, for all tests that break neither.</summary>
public sealed class OpenDashboard : IAsyncLifetime
{
    public const string Name = "open dashboard";
    private IPlaywright playwright = null!;
    private string? signedIn;

    public Customer Customer { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Of the lambda-timeout scenario, with its verdict.</summary>
    public string IncidentId { get; private set; } = "";

    /// <summary>Of the connected account.</summary>
    public string IntegrationId { get; private set; } = "";

    /// <summary>The sentence that its verdict says.</summary>
    public string Cause { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(playwright);
        Customer = await Customer.StartAsync(
            new Dictionary<string, string?>
            {
                // Where the tests are told of incidents.
                ["Notifications:AllowedNetworks:0"] = "127.0.0.0/8", ["Notifications:AllowPlainHttp"] = "true",
            }, HostileScenario.Write());
        await Customer.ConnectAsync();
        IntegrationId = (await Customer.Api.GetAsync("v1/integrations")).GetProperty("items")[0].GetProperty("id").GetString()!;
        await Customer.RaiseAlarmAsync();
        var export = await Customer.VerdictAsync();
        (IncidentId, Cause) = (export.Case.IncidentId, export.Verdict.Causes[0].Summary);
    }

    /// <summary>A new person: nothing in the browser is shared with another.</summary>
    public async Task<Visitor> VisitAsync(BrowserNewContextOptions? options = null)
    {
        var context = await Browser.NewContextAsync(options ?? new() { Locale = "en-GB", TimezoneId = "Europe/Zurich" });
        return new Visitor(await context.NewPageAsync(), Customer.Url);
    }

    /// <summary>The same, signed in with the first admin key.</summary>
    public async Task<Visitor> SignInAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new() { Locale = "en-GB", TimezoneId = "Europe/Zurich" };
        options.StorageState = signedIn ??= await FirstSignInAsync();
        return await VisitAsync(options);
    }

    private async Task<string> FirstSignInAsync()
    {
        await using var visitor = await VisitAsync();
        await visitor.SignInAsync(Customer.Product.AdminKey);
        return await visitor.Page.Context.StorageStateAsync();
    }

    /// <summary>A path of <see cref="PageList"/> with the ids that are here.</summary>
    public string PathOf(string page) => page.Replace("{id}", IncidentId, StringComparison.Ordinal)
        .Replace("{int}", IntegrationId, StringComparison.Ordinal);

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

[CollectionDefinition(OpenDashboard.Name)]
public sealed class OpenDashboardDefinition : ICollectionFixture<OpenDashboard>;

/// <summary>A person at a browser, and what the browser complained about meanwhile.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly Uri url;

    public Visitor(IPage page, Uri url)
    {
        Page = page;
        this.url = url;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Enqueue($"exception: {error}");
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Complaints { get; } = new();

    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync(new Uri(url, "/sign-in").ToString());
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await LiveAsync();
    }

    public async Task<bool> WasHackedAsync() => await Page.EvaluateAsync<bool>("() => 'hacked' in window");

    /// <summary>Opens a page and waits until a click on it is heard.</summary>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(new Uri(url, path).ToString());
        await LiveAsync();
    }

    public Task UseThemeAsync(string theme) =>
        Page.Context.AddCookiesAsync([new() { Name = "causeflow.theme", Value = theme, Url = url.ToString() }]);

    /// <param name="path">Relative.</param>
    /// <param name="isLive">Whether the page has a connection, which is then waited for.</param>
    public async Task GoAsync(string path, bool isLive)
    {
        await Page.GotoAsync(new Uri(url, path).ToString());
        await (isLive ? LiveAsync() : Page.Locator("h1").WaitForAsync());
    }

    public Task LiveAsync() => Page.Locator("main[data-live=true]").WaitForAsync();

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
