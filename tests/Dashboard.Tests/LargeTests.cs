using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Very many incidents, and an incident of very many facts: the pages stay as quick and as small as with few.</summary>
[Collection(OpenDashboard.Name)]
public sealed class LargeTests(OpenDashboard dashboard)
{
    private const int Incidents = 100_000;
    private const int Facts = 10_000;

    /// <summary>Far above what is measured, so that a busy machine does not fail it; what is measured is written out.</summary>
    private const int Patience = 15_000;
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = Patience };

    [Fact]
    public async Task A_list_of_100_000_incidents_is_shown_filtered_searched_and_paged_at_once()
    {
        string oldest;
        await using (var seed = await dashboard.SeedAsync())
        {
            oldest = await seed.IncidentsAsync(dashboard.IncidentId, Incidents);
        }

        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        var rows = page.Locator("a.incident");
        await MeasureAsync("list", async () =>
        {
            await visitor.OpenAsync("/incidents");
            await Expect(rows.First).ToBeVisibleAsync(Soon);
        });
        var shown = await rows.CountAsync();
        await MeasureAsync("next page", async () =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Older incidents" }).ClickAsync();
            await Expect(rows.Nth(shown)).ToBeVisibleAsync(Soon);
        });
        await MeasureAsync("status", async () =>
        {
            await page.GetByLabel("Status").SelectOptionAsync("closed");
            await Expect(page.Locator(".rows .status[data-status=closed]").First).ToBeVisibleAsync(Soon);
            await Expect(page.Locator(".rows .status:not([data-status=closed])")).ToHaveCountAsync(0, new() { Timeout = Patience });
        });
        await MeasureAsync("and severity", async () =>
        {
            await page.GetByLabel("Severity").SelectOptionAsync("critical");
            await Expect(page.Locator(".rows .severity:not([data-severity=critical])")).ToHaveCountAsync(0, new() { Timeout = Patience });
            await Expect(rows.First).ToBeVisibleAsync(Soon);
        });
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await MeasureAsync("most severe first", async () =>
        {
            await page.GetByLabel("Order").SelectOptionAsync("-severity");
            await Expect(page.Locator(".rows .severity:not([data-severity=critical])")).ToHaveCountAsync(0, new() { Timeout = Patience });
        });
        await SearchAsync("a rare word", oldest.Split(' ')[^1], oldest, 1);
        await SearchAsync("words of all", "latency shop", "Latency of shop", shown);
        visitor.Complaints.ShouldBeEmpty();

        async Task SearchAsync(string what, string words, string title, int count)
        {
            await visitor.OpenAsync("/incidents");
            await MeasureAsync(what, async () =>
            {
                await page.GetByPlaceholder("Search title, resource, cause").FillAsync(words);
                await page.Keyboard.PressAsync("Enter");
                await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("q="), new() { Timeout = Patience });
                await Expect(rows.Filter(new() { HasText = title })).ToHaveCountAsync(count, new() { Timeout = Patience });
            });
        }
    }

    [Fact]
    public async Task A_case_of_10_000_facts_is_read_page_by_page_and_its_first_revision_can_be_opened()
    {
        string id;
        await using (var seed = await dashboard.SeedAsync())
        {
            id = await seed.LargeCaseAsync(dashboard.IncidentId, Facts);
        }

        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        var before = dashboard.Customer.Product.WorkingSetBytes;
        await MeasureAsync("case of 10,000 facts", async () =>
        {
            await visitor.OpenAsync($"/incidents/{id}");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Most likely cause" })).ToBeVisibleAsync(Soon);
        });
        await Expect(page.Locator(".evidence li").First).ToBeVisibleAsync(Soon);
        var total = await page.Locator(".sections a span").AllTextContentsAsync();
        total.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Sum().ShouldBeGreaterThan(Facts / 2, "the whole case is there");
        await SizeAsync("opened");

        await MeasureAsync("next facts", async () =>
        {
            await page.Locator("#evidence").GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
            await Expect(page.Locator("#evidence .rows-end")).ToContainTextAsync("26 to 50", new() { Timeout = Patience });
        });
        await MeasureAsync("only log lines", async () =>
        {
            await page.Locator("#evidence select").SelectOptionAsync("log");
            await Expect(page.Locator("#evidence .rows-end")).ToContainTextAsync("1 to 25", new() { Timeout = Patience });
        });
        for (var i = 2; i <= 10; i++)
        {
            await page.Locator("#evidence").GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
            await Expect(page.Locator("#evidence .rows-end")).ToContainTextAsync($"{((i - 1) * 25) + 1} to {i * 25}", new() { Timeout = Patience });
        }

        await SizeAsync("after ten pages of facts");
        await page.Locator(".evidence li button").First.ClickAsync();
        await Expect(page.Locator(".evidence-detail pre")).ToBeVisibleAsync(Soon);
        await page.Keyboard.PressAsync("Escape");

        // The revision before was judged on the few facts that there were.
        await MeasureAsync("an older revision", async () =>
        {
            await page.Locator(".revisions button", new() { HasText = "Revision 1" }).ClickAsync();
            await Expect(page.Locator(".verdict-revision")).ToContainTextAsync("Revision 1, replaced by a later one", new() { Timeout = Patience });
        });
        var few = await page.Locator(".sections a span").AllTextContentsAsync();
        few.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Sum().ShouldBeLessThan(500);
        await Expect(page.Locator(".revisions li[data-shown=true]")).ToContainTextAsync("Revision 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the latest" }).ClickAsync();
        await Expect(page.Locator(".verdict-revision")).Not.ToContainTextAsync("replaced by a later one", new() { Timeout = Patience });
        visitor.Complaints.ShouldBeEmpty();

        async Task SizeAsync(string when)
        {
            var nodes = await page.EvaluateAsync<int>("() => document.querySelectorAll('*').length");
            var heap = await page.EvaluateAsync<double>("() => performance.memory.usedJSHeapSize");
            Say($"{when}: {nodes} elements, {heap / 1048576:0.0} MB in the browser, {(dashboard.Customer.Product.WorkingSetBytes - before) / 1048576.0:0} MB more in the product");
            nodes.ShouldBeLessThan(8_000);
            heap.ShouldBeLessThan(100.0 * 1024 * 1024);
        }
    }

    private static async Task MeasureAsync(string what, Func<Task> act)
    {
        var clock = Stopwatch.StartNew();
        await act();
        Say($"{what}: {clock.ElapsedMilliseconds} ms");
        clock.ElapsedMilliseconds.ShouldBeLessThan(Patience, what);
    }

    private static void Say(FormattableString text) => TestContext.Current.TestOutputHelper?.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
