using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

/// <summary>One product with a connected account and one solved incident, and one browser, for all tests that break neither.</summary>
public sealed class OpenDashboard : BrowserFixture
{
    public const string Name = "open dashboard";

    /// <summary>Whose tokens the simulated clouds may take.</summary>
    public const string Issuer = "https://causeflow.example.test";
    private string? signedIn;

    /// <summary>Of the lambda-timeout scenario, with its verdict.</summary>
    public string IncidentId { get; private set; } = "";

    /// <summary>Of the connected account.</summary>
    public string IntegrationId { get; private set; } = "";

    /// <summary>The sentence that its verdict says.</summary>
    public string Cause { get; private set; } = "";

    protected override async Task<Customer> StartAsync()
    {
        var customer = await Customer.StartAsync(
            new Dictionary<string, string?>
            {
                // All tests sign in from one address, as one person.
                ["Dashboard:SignInsPerMinute"] = "1000", ["Dashboard:MaxPagesPerPerson"] = "10000",
                ["Dashboard:MaxPagesPerTenant"] = "10000", ["Dashboard:MaxPages"] = "10000",

                // Where the tests are told of incidents.
                ["Notifications:AllowedNetworks:0"] = "127.0.0.0/8", ["Notifications:AllowPlainHttp"] = "true",
                ["Broker:Oidc:Issuer"] = Issuer,

                // A person who comes through a proxy has the address that this one says.
                ["Gateway:KnownProxies:0"] = "127.0.0.1",
            }, HostileScenario.Write());
        await customer.ConnectAsync();
        IntegrationId = (await customer.Api.GetAsync("v1/integrations")).GetProperty("items")[0].GetProperty("id").GetString()!;
        await customer.RaiseAlarmAsync();
        var export = await customer.VerdictAsync();
        (IncidentId, Cause) = (export.Case.IncidentId, export.Verdict.Causes[0].Summary);
        return customer;
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
}

[CollectionDefinition(OpenDashboard.Name)]
public sealed class OpenDashboardDefinition : ICollectionFixture<OpenDashboard>;
