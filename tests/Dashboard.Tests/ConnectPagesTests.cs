using System.Text.RegularExpressions;
using CauseFlow.CloudSimulation.Azure;
using CauseFlow.CloudSimulation.Google;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Azure and Google Cloud are connected by their forms; what was connected is taken away again.</summary>
[Collection(OpenDashboard.Name)]
public sealed partial class ConnectPagesTests(OpenDashboard dashboard) : IAsyncDisposable
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 30_000 };

    [Fact]
    public async Task Azure_is_connected_with_a_client_secret()
    {
        await using var visitor = await dashboard.SignInAsync();
        var (page, facts) = (visitor.Page, dashboard.Customer.Cloud.Facts);
        await visitor.OpenAsync("/integrations/new/azure");
        await FillAzureAsync(page, facts.AzureClientId!);
        await page.Locator("#secret").FillAsync(facts.AzureClientSecret!);
        await page.GetByLabel("It expires on").FillAsync("2030-01-31");

        await ConnectAsync(page);

        await Expect(page.Locator(".facts .status", new() { HasText = "Connected" })).ToBeVisibleAsync(Soon);
        await Expect(page.Locator(".held li").First).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("Enter the webhook's address where your alarms notify.")).ToBeVisibleAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("31 Jan 2030");
        (await page.ContentAsync()).ShouldNotContain(facts.AzureClientSecret!);
        await visitor.ShouldBeAccessibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_app_that_can_write_is_refused_until_an_admin_accepts_it()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/integrations/new/azure");
        await FillAzureAsync(page, HostileScenario.WritingApp.ClientId);
        await page.Locator("#secret").FillAsync(HostileScenario.WritingApp.ClientSecret);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();

        await Expect(page.Locator(".problem")).ToContainTextAsync("may do more than read", new() { Timeout = 30_000 });
        await Expect(page.Locator(".problem")).ToContainTextAsync("Do this:");
        await visitor.ShouldBeAccessibleAsync();

        // The secret went away with what was refused: a secret that nothing uses is not kept.
        await Expect(page.Locator("#secret")).ToHaveValueAsync("");
        await page.GetByLabel("Connect although it can do more than read").CheckAsync();
        await page.Locator("#secret").FillAsync(HostileScenario.WritingApp.ClientSecret);
        await ConnectAsync(page);

        await Expect(page.Locator(".facts .status", new() { HasText = "Connected" })).ToBeVisibleAsync(Soon);
        await Expect(page.GetByText("An admin accepted that the principal can do more than read.")).ToBeVisibleAsync(Soon);
        var audit = await dashboard.Customer.Api.GetAsync($"v1/audit?action=integration.excess_confirmed&subject={IdOf(page)}");
        audit.GetProperty("count").GetInt32().ShouldBe(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Take the acceptance back" }).ClickAsync();
        await Expect(page.GetByText("Take that away, or accept it")).ToBeVisibleAsync(Soon);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Azure_is_connected_by_workload_identity_without_any_secret()
    {
        await using var visitor = await dashboard.SignInAsync();
        var (page, facts) = (visitor.Page, dashboard.Customer.Cloud.Facts);
        await visitor.OpenAsync("/integrations/new/azure");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Without a secret" }).ClickAsync();
        await Expect(page.Locator("#secret")).ToHaveCountAsync(0);
        await Expect(page.Locator("#way")).ToContainTextAsync($"{OpenDashboard.Issuer}/.well-known/jwks.json");
        var keyless = (await dashboard.Customer.Api.GetAsync("v1/integrations/azure/setup")).GetProperty("keyless");
        await Expect(page.Locator("#way")).ToContainTextAsync(keyless.GetProperty("subject").GetString()!);
        await FillAzureAsync(page, facts.AzureClientId!);

        // Entra does not know of the credential yet, and says so.
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();
        await Expect(page.Locator(".problem")).ToContainTextAsync("federated credential", new() { Timeout = 30_000 });
        await Expect(page.GetByLabel("Client id")).ToHaveValueAsync(facts.AzureClientId!);
        dashboard.Customer.Cloud.Azure.Federation = new AzureFederation
        {
            Issuer = OpenDashboard.Issuer, Subject = keyless.GetProperty("subject").GetString()!,
            Audience = keyless.GetProperty("audience").GetString()!, Jwks = await JwksAsync(),
        };
        await ConnectAsync(page);

        await Expect(page.Locator(".facts .status", new() { HasText = "Connected" })).ToBeVisibleAsync(Soon);
        (await dashboard.Customer.Api.GetAsync($"v1/integrations/{IdOf(page)}")).GetProperty("azure").GetProperty("keyless").GetBoolean().ShouldBeTrue();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Google_Cloud_is_connected_by_workload_identity_federation_without_any_key()
    {
        await using var visitor = await dashboard.SignInAsync();
        var (page, facts) = (visitor.Page, dashboard.Customer.Cloud.Facts);
        await visitor.OpenAsync("/integrations/new/gcp");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Workload identity federation" }).ClickAsync();
        await Expect(page.Locator("#key-file")).ToHaveCountAsync(0);
        var keyless = (await dashboard.Customer.Api.GetAsync("v1/integrations/gcp/setup")).GetProperty("keyless");
        await Expect(page.Locator("#way")).ToContainTextAsync(keyless.GetProperty("subject").GetString()!);
        dashboard.Customer.Cloud.Google!.Issuer = new TrustedIssuer
        {
            Issuer = OpenDashboard.Issuer, Subject = keyless.GetProperty("subject").GetString(), Jwks = await JwksAsync(),
        };
        await page.GetByLabel("Project number").FillAsync(ProjectNumber().Match(facts.GoogleWorkloadIdentityAudience!).Groups[1].Value);
        await page.GetByLabel("Project ids").FillAsync(facts.GoogleProject!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();
        await Expect(page.Locator("#account-note")).ToHaveClassAsync("field-problem", new() { Timeout = 30_000 });
        await Expect(page.GetByLabel("Project ids")).ToHaveValueAsync(facts.GoogleProject!);

        await page.Locator("#account").FillAsync(facts.GoogleServiceAccountEmail!);
        await ConnectAsync(page);

        await Expect(page.Locator(".facts .status", new() { HasText = "Connected" })).ToBeVisibleAsync(Soon);
        (await dashboard.Customer.Api.GetAsync($"v1/integrations/{IdOf(page)}")).GetProperty("gcp").GetProperty("keyless").GetBoolean().ShouldBeTrue();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_evidence_of_an_account_is_erased_by_who_types_its_number_and_no_other_case_is_touched()
    {
        var facts = dashboard.Customer.Cloud.Facts;
        var made = await dashboard.Customer.Api.PostAsync("v1/integrations/azure/connect", new
        {
            tenantId = facts.AzureTenantId, clientId = facts.AzureClientId, clientSecret = facts.AzureClientSecret,
            subscriptionIds = facts.AzureSubscriptions!.Take(1), name = "<script>window.hacked=1</script>",
        });
        var id = made.GetProperty("id").GetString()!;
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync($"/integrations/{id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Erase its evidence…" }).ClickAsync();
        var erase = page.GetByRole(AriaRole.Button, new() { Name = "Erase the evidence" });
        await page.Locator("#confirm").FillAsync("yes");
        await erase.ClickAsync();
        await Expect(page.Locator("#confirm-note")).ToContainTextAsync("Nothing was erased", new() { Timeout = 30_000 });
        await page.Locator("#confirm").FillAsync(facts.AzureSubscriptions![0]);
        await erase.ClickAsync();
        await Expect(page.Locator(".erased")).ToContainTextAsync("There is nothing to erase", new() { Timeout = 30_000 });

        await using (var seed = await dashboard.SeedAsync())
        {
            await seed.TookPartAsync(dashboard.IncidentId, id);
        }

        await erase.ClickAsync();

        await Expect(page.Locator(".erased")).ToContainTextAsync("1 investigation emptied. Nothing of it is left.", new() { Timeout = 30_000 });
        (await dashboard.Customer.Api.GetAsync($"v1/triage/{dashboard.IncidentId}/facts")).GetProperty("revision").GetInt32().ShouldBeGreaterThan(0);
        (await dashboard.Customer.Api.GetAsync($"v1/audit?action=evidence.erased&subject={id}")).GetProperty("count").GetInt32().ShouldBe(1);
        (await visitor.WasHackedAsync()).ShouldBeFalse();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_may_not_erase_and_is_not_offered_it()
    {
        var key = await dashboard.Customer.Api.PostAsync("v1/api-keys", new { name = "reader", roles = new[] { "member" } });
        await using var visitor = await dashboard.VisitAsync();
        await visitor.SignInAsync(key.GetProperty("key").GetString()!);

        await visitor.OpenAsync($"/integrations/{dashboard.IntegrationId}");
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Erase its evidence…" })).ToHaveCountAsync(0);
        await visitor.OpenAsync($"/integrations/{dashboard.IntegrationId}/erase");
        await Expect(visitor.Page.GetByText("Only an admin may erase evidence.")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("#confirm")).ToHaveCountAsync(0);
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>Only AWS stays connected, as the other tests know it.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in (await dashboard.Customer.Api.GetAsync("v1/integrations?limit=100")).GetProperty("items").EnumerateArray()
            .Where(one => one.GetProperty("provider").GetString() != "aws" && one.GetProperty("status").GetString() != "disconnected"))
        {
            using var gone = await dashboard.Customer.Api.RawAsync(HttpMethod.Delete, $"v1/integrations/{one.GetProperty("id").GetString()}");
            gone.EnsureSuccessStatusCode();
        }
    }

    private async Task FillAzureAsync(IPage page, string clientId)
    {
        var facts = dashboard.Customer.Cloud.Facts;
        await page.GetByLabel("Tenant id").FillAsync(facts.AzureTenantId!);
        await page.GetByLabel("Client id").FillAsync(clientId);
        await page.GetByLabel("Subscription ids").FillAsync(facts.AzureSubscriptions![0]);
    }

    private static async Task ConnectAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect and test" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(IntegrationUrl(), new() { Timeout = 40_000 });
    }

    private static string IdOf(IPage page) => IntegrationUrl().Match(page.Url).Groups[1].Value;

    /// <summary>As a cloud reads it.</summary>
    private async Task<string> JwksAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(dashboard.Customer.Url, "/.well-known/jwks.json"), TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("/integrations/(int_[0-9A-Z]+)")]
    private static partial Regex IntegrationUrl();

    [GeneratedRegex("projects/([0-9]+)/")]
    private static partial Regex ProjectNumber();
}
