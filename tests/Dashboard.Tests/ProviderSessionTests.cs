using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Sessions of people who come through an identity provider: the API decides on them, and they end here and there.</summary>
public sealed class ProviderSessionTests : IAsyncLifetime
{
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_the_provider_too()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var page = await StartAsync(provider);
        await using var visitor = await SignedInAsync(page);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with" })).ToBeVisibleAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(page.Url, "/sign-in").ToString());
        provider.Ends.ShouldBe([IdentityProvider.ClientId]);
        visitor.Complaints.ShouldBeEmpty();
        var left = await visitor.Page.Context.CookiesAsync();
        left.ShouldNotContain(cookie => cookie.Name == "causeflow.sign-out", "it is for one use");
        left.Single(cookie => cookie.Name == "causeflow.ask-again").Expires
            .ShouldBe(TimeProvider.System.GetUtcNow().AddDays(7).ToUnixTimeSeconds(), 600, "longer than the browser stays open");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("made up")]
    public async Task Nobody_signs_a_person_out_at_the_provider_by_an_address(string? value)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var page = await StartAsync(provider);
        var cookies = value is null ? [] : new Dictionary<string, string> { ["causeflow.sign-out"] = value };

        using var answer = await page.SendAsync(HttpMethod.Get, "/sign-out/at-provider", cookies);

        answer.Headers.Location!.ToString().ShouldBe("/sign-in");
    }

    [Fact]
    public async Task A_provider_that_ends_no_sessions_asks_again_at_the_next_sign_in_and_once()
    {
        await using var provider = await IdentityProvider.StartAsync(endsSessions: false);
        await using var page = await StartAsync(provider);
        await using var visitor = await SignedInAsync(page);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await SignInAsync(visitor);
        await visitor.Page.Context.ClearCookiesAsync(new() { Name = "causeflow.session" });
        await visitor.Page.GotoAsync(new Uri(page.Url, "/settings").ToString());
        await SignInAsync(visitor);

        provider.Prompts.ShouldBe(["", "login", ""]);
    }

    [Fact]
    public async Task A_session_ends_with_its_token_as_the_API_reads_it()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var page = await StartAsync(provider);
        page.WhoAmI = _ => Results.Json(new
        {
            subject = "user-1", tenantId = "ten_1", roles = new[] { "member" }, expiresAt = page.Time.GetUtcNow().AddMinutes(20),
        });
        await using var visitor = await SignedInAsync(page);

        page.Time.Advance(TimeSpan.FromMinutes(21));

        await Expect(visitor.Page.GetByText("Your session has ended.")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await SignInAsync(visitor);
        visitor.Page.Url.ShouldEndWith("/settings");
    }

    [Theory]
    [InlineData("token", StatusCodes.Status401Unauthorized, "does not take its token")]
    [InlineData("api", StatusCodes.Status503ServiceUnavailable, "cannot answer now")]
    [InlineData("role", StatusCodes.Status200OK, "gives you no role")]
    public async Task Whom_the_API_does_not_take_is_told_why_and_keeps_the_way_back(string word, int status, string says)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var page = await StartAsync(provider);
        page.WhoAmI = _ => status == StatusCodes.Status200OK ? PageAlone.Who("default") : PageAlone.Error(status, "refused");
        await using var visitor = await VisitAsync(page);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with" }).ClickAsync();

        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(says);
        visitor.Page.Url.ShouldEndWith($"/sign-in?return=%2Fsettings&problem={word}");
        (await visitor.Page.Context.CookiesAsync()).ShouldNotContain(cookie => cookie.Name == "causeflow.session");
    }

    private static Task<PageAlone> StartAsync(IdentityProvider provider) => PageAlone.StartAsync(
        ("Dashboard:Oidc:Authority", provider.Url), ("Dashboard:Oidc:ClientId", IdentityProvider.ClientId));

    private async Task<Visitor> VisitAsync(PageAlone page)
    {
        var context = await browser.NewContextAsync(new() { Locale = "en-GB", TimezoneId = "Europe/Zurich" });
        var visitor = new Visitor(await context.NewPageAsync(), page.Url);
        await visitor.Page.GotoAsync(new Uri(page.Url, "/settings").ToString());
        return visitor;
    }

    private async Task<Visitor> SignedInAsync(PageAlone page)
    {
        var visitor = await VisitAsync(page);
        await SignInAsync(visitor);
        return visitor;
    }

    private static async Task SignInAsync(Visitor visitor)
    {
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with" }).ClickAsync();
        await visitor.LiveAsync();
    }
}
