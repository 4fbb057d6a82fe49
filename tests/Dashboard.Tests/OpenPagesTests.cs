using System.Text.RegularExpressions;
using CauseFlow.Dashboard.Shell;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Pages that are open, in a real browser: how many there may be, and what becomes of them when their session ends.</summary>
public sealed partial class OpenPagesTests : IAsyncLifetime
{
    /// <summary>Whom <see cref="PageAlone"/> knows.</summary>
    private const string Person = "key_1";
    private static readonly PageAssertionsToHaveURLOptions Soon = new() { Timeout = 20_000 };
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
    public async Task Signing_out_in_one_tab_ends_the_others_at_once()
    {
        await using var page = await PageAlone.StartAsync();
        await using var visitor = await SignedInAsync(page);
        var other = await AnotherTabAsync(visitor, page);

        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(visitor.Page).ToHaveURLAsync(Ended(), Soon);
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Your session has ended");
    }

    [Fact]
    public async Task An_open_page_ends_with_its_session_and_comes_back_after_a_new_sign_in()
    {
        await using var page = await PageAlone.StartAsync(("Dashboard:MaxSessionHours", "1"));
        await using var visitor = await SignedInAsync(page);

        page.Time.Advance(TimeSpan.FromMinutes(61));

        await Expect(visitor.Page).ToHaveURLAsync(Ended(), Soon);
        await visitor.Page.GetByLabel("API key").FillAsync(PageAlone.Key);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.LiveAsync();
        visitor.Page.Url.ShouldEndWith("/settings");
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_has_a_bounded_number_of_pages_and_is_told_so()
    {
        await using var page = await PageAlone.StartAsync(("Dashboard:MaxPagesPerPerson", "2"));
        await using var visitor = await SignedInAsync(page);
        var second = await AnotherTabAsync(visitor, page);

        var third = await visitor.Page.Context.NewPageAsync();
        var answer = await third.GotoAsync(new Uri(page.Url, "/settings").ToString());
        answer!.Status.ShouldBe(429);
        await Expect(third.GetByRole(AriaRole.Heading, new() { Name = "You have 2 pages open" })).ToBeVisibleAsync();
        await third.ShouldBeAccessibleAsync();

        // Somebody else is not held up by it.
        page.WhoAmI = _ => Microsoft.AspNetCore.Http.Results.Json(
            new { subject = "key_2", tenantId = "ten_1", roles = new[] { "member" } });
        await using var somebody = await SignedInAsync(page);

        await second.CloseAsync();
        await PlaceGivenBackAsync(page);
        await third.GetByRole(AriaRole.Button, new() { Name = "Load again" }).ClickAsync();
        await Expect(third.GetByRole(AriaRole.Heading, new() { Name = "Settings" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_page_says_whose_data_it_shows()
    {
        await using var page = await PageAlone.StartAsync();
        page.WhoAmI = _ => PageAlone.Who("Acme <b>shop</b>", "member");

        await using var visitor = await SignedInAsync(page);

        await Expect(visitor.Page.Locator(".who-tenant")).ToHaveTextAsync("Acme <b>shop</b>");
        await visitor.ShouldBeAccessibleAsync();
    }

    private async Task<Visitor> SignedInAsync(PageAlone page)
    {
        var context = await browser.NewContextAsync(new() { Locale = "en-GB", TimezoneId = "Europe/Zurich" });
        var visitor = new Visitor(await context.NewPageAsync(), page.Url);
        await visitor.Page.GotoAsync(new Uri(page.Url, "/settings").ToString());
        await visitor.Page.GetByLabel("API key").FillAsync(PageAlone.Key);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.LiveAsync();
        return visitor;
    }

    private static async Task<IPage> AnotherTabAsync(Visitor visitor, PageAlone page)
    {
        var tab = await visitor.Page.Context.NewPageAsync();
        await tab.GotoAsync(new Uri(page.Url, "/settings").ToString());
        await tab.Locator("main[data-live=true]").WaitForAsync();
        return tab;
    }

    /// <summary>The browser has closed its tab at once; the server gives the place back when it hears of it.</summary>
    private static async Task PlaceGivenBackAsync(PageAlone page)
    {
        var pages = page.Services.GetRequiredService<OpenPages>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (pages.Reached(Person) != Bound.None)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    [GeneratedRegex("/sign-in\\?return=%2Fsettings&problem=ended$")]
    private static partial Regex Ended();
}
