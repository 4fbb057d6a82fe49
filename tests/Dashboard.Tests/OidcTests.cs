using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

public sealed class OidcTests
{
    [Fact]
    public async Task A_person_signs_in_with_a_provider_and_the_browser_never_holds_the_token()
    {
        await using var provider = await IdentityProvider.StartAsync();
        var settings = Directory.CreateTempSubdirectory("causeflow-settings-").FullName;
        await using var customer = await Customer.StartAsync(new Dictionary<string, string?>
        {
            ["SettingsFolder"] = settings,
            ["Dashboard:Oidc:Authority"] = provider.Url,
            ["Dashboard:Oidc:ClientId"] = IdentityProvider.ClientId,
            ["Dashboard:Oidc:Name"] = "Example SSO",
        });
        await TrustAsync(customer, provider, settings);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        await using var visitor = new Visitor(await browser.NewPageAsync(), customer.Url);
        var page = visitor.Page;

        await page.GotoAsync(new Uri(customer.Url, "/incidents?status=open").ToString());
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with Example SSO" }).ClickAsync();
        await visitor.LiveAsync();

        page.Url.ShouldEndWith("/incidents?status=open");
        await Expect(page.Locator(".who-name")).ToHaveTextAsync(IdentityProvider.Person);
        await Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();

        // The roles are in the access token alone, which is for the API: the page has them from there.
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Audit log" })).ToBeVisibleAsync();
        var token = provider.AccessTokens.ShouldHaveSingleItem();
        var cookies = await page.Context.CookiesAsync();
        var session = cookies.Where(cookie => cookie.Name.StartsWith("causeflow.session", StringComparison.Ordinal)).ToList();
        session.ShouldNotBeEmpty();
        session.ShouldAllBe(cookie => cookie.HttpOnly && cookie.SameSite == SameSiteAttribute.Strict);
        cookies.ShouldAllBe(cookie => !cookie.Value.Contains(token));
        (await page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length")).ShouldBe(0);
        (await page.ContentAsync()).ShouldNotContain(token);
        visitor.Complaints.ShouldBeEmpty();
        customer.Product.Output.ShouldNotContain(token);
    }

    /// <summary>The gateway learns of the issuer after the first start, which makes the tenant.</summary>
    private static async Task TrustAsync(Customer customer, IdentityProvider provider, string settings)
    {
        var webhook = (await customer.Api.GetAsync("v1/webhooks")).GetProperty("items")[0].GetProperty("url").GetString()!;
        var tenant = webhook.Split('/').First(part => part.StartsWith("ten_", StringComparison.Ordinal));
        foreach (var (name, value) in new[]
        {
            ("Issuer", provider.Url), ("Audience", IdentityProvider.Audience), ("TenantId", tenant),
            ("MetadataAddress", provider.Url + "/.well-known/openid-configuration"),
        })
        {
            await File.WriteAllTextAsync(Path.Combine(settings, $"Issuers__0__{name}"), value);
        }

        await customer.Product.KillAsync();
        await customer.Product.StartAsync();
    }
}
