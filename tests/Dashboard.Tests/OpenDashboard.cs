using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

/// <summary>One product with a connected account and one solved incident, and one browser, for all tests that break neither.</summary>
public sealed class OpenDashboard : IAsyncLifetime
{
    public const string Name = "open dashboard";

    /// <summary>Whose tokens the simulated clouds may take.</summary>
    public const string Issuer = "https://causeflow.example.test";
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
                ["Broker:Oidc:Issuer"] = Issuer,

                // A person who comes through a proxy has the address that this one says.
                ["Gateway:KnownProxies:0"] = "127.0.0.1",
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

    /// <summary>The store of the product's cases, to be filled.</summary>
    public Task<StoreSeed> SeedAsync() => StoreSeed.OpenAsync(Customer.Product.DataFolder);

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
