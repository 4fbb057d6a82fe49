using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>
/// Very many incidents, and an incident of very many facts: the pages stay as small as with few, and each step takes at most so many times
/// as long as the same one with few.
/// </summary>
public sealed partial class LargeTests(LargeDashboard dashboard) : IClassFixture<LargeDashboard>
{
    private const int FewIncidents = 300;
    private const int Incidents = 100_000;
    private const int FewFacts = 200;
    private const int Facts = 10_000;

    /// <summary>Milliseconds until a step counts as one that never ends; how quick it has to be, <see cref="StepTimes"/> says.</summary>
    private const int Patience = 30_000;
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = Patience };
    private static readonly LocatorAssertionsToHaveCountOptions SoonCounted = new() { Timeout = Patience };
    private static readonly LocatorAssertionsToContainTextOptions SoonSaid = new() { Timeout = Patience };

    [Fact]
    public async Task A_list_of_100_000_incidents_is_shown_filtered_searched_and_paged_about_as_quickly_as_one_of_300()
    {
        await using var visitor = await dashboard.SignInAsync();
        var (few, many) = (new StepTimes("300 incidents"), new StepTimes("100,000 incidents"));

        var oldest = await SeedAsync(seed => seed.IncidentsAsync(dashboard.IncidentId, FewIncidents));
        await WalkListAsync(visitor, few, oldest);
        await WalkListAsync(visitor, few, oldest);
        oldest = await SeedAsync(seed => seed.IncidentsAsync(dashboard.IncidentId, Incidents - FewIncidents, behind: FewIncidents));
        await WalkListAsync(visitor, many, oldest);
        await WalkListAsync(visitor, many, oldest);

        many.ShouldBeAboutAsQuickAs(few);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_case_of_10_000_facts_is_read_page_by_page_and_its_first_revision_can_be_opened()
    {
        var small = await SeedAsync(seed => seed.LargeCaseAsync(dashboard.IncidentId, FewFacts, number: 5));
        var large = await SeedAsync(seed => seed.LargeCaseAsync(dashboard.IncidentId, Facts, number: 6));
        await using var visitor = await dashboard.SignInAsync();
        var (few, many) = (new StepTimes("200 facts"), new StepTimes("10,000 facts"));

        await WalkCaseAsync(visitor, few, small);
        await WalkCaseAsync(visitor, few, small);
        var before = dashboard.Customer.Product.WorkingSetBytes;
        await WalkCaseAsync(visitor, many, large);
        await SizeAsync(visitor.Page, "10,000 facts, opened", before);
        await WalkCaseAsync(visitor, many, large);
        await TurnPagesAsync(visitor, large);
        await SizeAsync(visitor.Page, "10,000 facts, after ten pages of them", before);

        // Fifty times as many facts, and these two are made of all of them.
        many.ShouldBeAboutAsQuickAs(few, ("case", 15), ("an older revision", 15));
        visitor.Complaints.ShouldBeEmpty();
    }

    private async Task<string> SeedAsync(Func<StoreSeed, Task<string>> fill)
    {
        await using var seed = await dashboard.SeedAsync();
        return await fill(seed);
    }

    private static async Task WalkListAsync(Visitor visitor, StepTimes times, string oldest)
    {
        var page = visitor.Page;
        var rows = page.Locator("a.incident");
        await times.MeasureAsync("list", async () =>
        {
            await visitor.OpenAsync("/incidents");
            await Expect(rows.First).ToBeVisibleAsync(Soon);
        });
        var shown = await rows.CountAsync();
        await times.MeasureAsync("next page", async () =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Older incidents" }).ClickAsync();
            await Expect(rows.Nth(shown)).ToBeVisibleAsync(Soon);
        });
        await times.MeasureAsync("status", async () =>
        {
            await page.GetByLabel("Status").SelectOptionAsync("closed");
            await Expect(page.Locator(".rows .status[data-status=closed]").First).ToBeVisibleAsync(Soon);
            await Expect(page.Locator(".rows .status:not([data-status=closed])")).ToHaveCountAsync(0, SoonCounted);
        });
        await times.MeasureAsync("and severity", async () =>
        {
            await page.GetByLabel("Severity").SelectOptionAsync("critical");
            await Expect(page.Locator(".rows .severity:not([data-severity=critical])")).ToHaveCountAsync(0, SoonCounted);
            await Expect(rows.First).ToBeVisibleAsync(Soon);
        });
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await times.MeasureAsync("most severe first", async () =>
        {
            await page.GetByLabel("Order").SelectOptionAsync("-severity");
            await Expect(page.Locator(".rows .severity:not([data-severity=critical])")).ToHaveCountAsync(0, SoonCounted);
        });
        await SearchAsync(visitor, times, "a rare word", oldest.Split(' ')[^1], oldest, 1);
        await SearchAsync(visitor, times, "words of all", "latency shop", "Latency of shop", shown);
    }

    private static async Task SearchAsync(Visitor visitor, StepTimes times, string what, string words, string title, int count)
    {
        var page = visitor.Page;
        await visitor.OpenAsync("/incidents");
        await times.MeasureAsync(what, async () =>
        {
            await page.GetByPlaceholder("Search title, resource, cause").FillAsync(words);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page).ToHaveURLAsync(Searched(), new() { Timeout = Patience });
            await Expect(page.Locator("a.incident").Filter(new() { HasText = title })).ToHaveCountAsync(count, SoonCounted);
        });
    }

    private static async Task WalkCaseAsync(Visitor visitor, StepTimes times, string id)
    {
        var page = visitor.Page;
        await times.MeasureAsync("case", async () =>
        {
            await visitor.OpenAsync($"/incidents/{id}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Most likely cause" })).ToBeVisibleAsync(Soon);
            await Expect(page.Locator(".evidence li").First).ToBeVisibleAsync(Soon);
        });
        var whole = await FactsAsync(page);
        await times.MeasureAsync("next facts", async () =>
        {
            await page.Locator("#evidence").GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
            await Expect(page.Locator("#evidence .rows-end")).ToContainTextAsync("26 to 50", SoonSaid);
        });
        await times.MeasureAsync("only log lines", async () =>
        {
            await page.Locator("#evidence select").SelectOptionAsync("log");
            await Expect(page.Locator("#evidence .rows-end")).ToContainTextAsync("1 to 25", SoonSaid);
        });

        // The revision before was judged on the few facts that there were.
        await times.MeasureAsync("an older revision", async () =>
        {
            await page.Locator(".revisions button", new() { HasText = "Revision 1" }).ClickAsync();
            await Expect(page.Locator(".verdict-revision")).ToContainTextAsync("Revision 1, replaced by a later one", SoonSaid);
        });
        (await FactsAsync(page)).ShouldBeLessThan(whole, "the whole case was there before");
        await Expect(page.Locator(".revisions li[data-shown=true]")).ToContainTextAsync("Revision 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the latest" }).ClickAsync();
        await Expect(page.Locator(".verdict-revision")).Not.ToContainTextAsync("replaced by a later one", SoonSaid);
    }

    private static async Task TurnPagesAsync(Visitor visitor, string id)
    {
        var page = visitor.Page;
        await visitor.OpenAsync($"/incidents/{id}");
        await Expect(page.Locator(".evidence li").First).ToBeVisibleAsync(Soon);
        (await FactsAsync(page)).ShouldBeGreaterThan(Facts / 2, "the whole case is there");
        for (var i = 2; i <= 10; i++)
        {
            await page.Locator("#evidence").GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
            await Expect(page.Locator("#evidence .rows-end")).ToContainTextAsync($"{((i - 1) * 25) + 1} to {i * 25}", SoonSaid);
        }

        await page.Locator(".evidence li button").First.ClickAsync();
        await Expect(page.Locator(".evidence-detail pre")).ToBeVisibleAsync(Soon);
        await page.Keyboard.PressAsync("Escape");
    }

    /// <summary>As the sections of the case count them.</summary>
    private static async Task<int> FactsAsync(IPage page) => (await page.Locator(".sections a span").AllTextContentsAsync())
        .Sum(text => int.Parse(text, CultureInfo.InvariantCulture));

    private async Task SizeAsync(IPage page, string when, long before)
    {
        var nodes = await page.EvaluateAsync<int>("() => document.querySelectorAll('*').length");
        var heap = await page.EvaluateAsync<double>("() => performance.memory.usedJSHeapSize");
        var more = (dashboard.Customer.Product.WorkingSetBytes - before) / 1048576.0;
        StepTimes.Say($"{when}: {nodes} elements, {heap / 1048576:0.0} MB in the browser, {more:0} MB more in the product");
        nodes.ShouldBeLessThan(8_000);
        heap.ShouldBeLessThan(100.0 * 1024 * 1024);
    }

    [GeneratedRegex("q=")]
    private static partial Regex Searched();
}
