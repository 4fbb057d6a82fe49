using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class LiveTests(OpenDashboard dashboard)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 20_000 };

    [Fact]
    public async Task A_new_incident_comes_into_an_open_list_by_itself()
    {
        await using var visitor = await dashboard.SignInAsync();
        await visitor.OpenAsync("/incidents");
        var title = $"Opened elsewhere {Guid.NewGuid():N}";

        await CreateAsync(title);

        await Expect(visitor.Page.Locator("a.incident", new() { HasText = title })).ToBeVisibleAsync(Soon);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_open_incident_follows_what_happens_to_it()
    {
        var id = await CreateAsync("Followed while it changes");
        await using var visitor = await dashboard.SignInAsync();
        await visitor.OpenAsync($"/incidents/{id}");

        using var patched = await dashboard.Customer.Api.RawAsync(HttpMethod.Patch, $"v1/incidents/{id}", new { severity = "critical" });
        patched.EnsureSuccessStatusCode();

        await Expect(visitor.Page.Locator(".facts .severity[data-severity=critical]")).ToBeVisibleAsync(Soon);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_adds_context_and_closes_the_incident()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        var id = await CreateAsync("Handled by a person");
        await visitor.OpenAsync($"/incidents/{id}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add context" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and reinvestigate" }).ClickAsync();
        await Expect(page.GetByText("Write a few words.")).ToBeVisibleAsync();
        await page.GetByLabel("What do you know that CauseFlow does not?").FillAsync("We moved the payment provider at noon");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and reinvestigate" }).ClickAsync();
        await Expect(page.Locator("#activity")).ToContainTextAsync("We moved the payment provider at noon", new() { Timeout = 20_000 });

        await page.Locator("summary[aria-label='More actions']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close with a reason" }).ClickAsync();
        await page.GetByLabel("Why is it closed?").FillAsync("A planned test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close the incident" }).ClickAsync();

        await Expect(page.Locator(".facts .status[data-status=closed]")).ToBeVisibleAsync(Soon);
        await Expect(page.Locator(".description", new() { HasText = "A planned test" })).ToBeVisibleAsync(Soon);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cause_is_confirmed_and_the_case_leaves_as_markdown()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.OpenAsync($"/incidents/{dashboard.IncidentId}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Expect(page.Locator(".opinion")).ToContainTextAsync("Confirmed", new() { Timeout = 20_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy as Markdown" }).ClickAsync();
        await Expect(page.Locator(".page-actions .copy-done")).ToHaveTextAsync("Copied");
        (await page.EvaluateAsync<string>("() => navigator.clipboard.readText()")).ShouldContain("# Post-mortem draft");
        await page.Locator("summary[aria-label='More actions']").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the case" }).ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        (await JsonDocument.ParseAsync(file)).RootElement.GetProperty("formatVersion").GetInt32().ShouldBe(1);

        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cause_is_rejected_with_what_it_was_instead_and_confirmed_after_all()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        const string comment = "<b>It was</b> the certificate of the payment provider";
        await visitor.OpenAsync($"/incidents/{dashboard.IncidentId}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Reject…" }).ClickAsync();
        await page.GetByLabel("What was it instead? (optional)").FillAsync(comment);
        await page.GetByRole(AriaRole.Button, new() { Name = "Reject the cause" }).ClickAsync();

        await Expect(page.Locator(".opinion[data-opinion=reject]")).ToContainTextAsync("Rejected by a person", new() { Timeout = 20_000 });
        var said = await SaidAsync();
        (said.GetProperty("opinion").GetString(), said.GetProperty("rank").GetInt32(), said.GetProperty("comment").GetString())
            .ShouldBe(("reject", 1, comment));
        await Expect(page.Locator("#activity")).ToContainTextAsync("Cause 1 of revision", new() { Timeout = 20_000 });

        // Another word of the same person takes the place of the first.
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Expect(page.Locator(".opinion[data-opinion=confirm]")).ToBeVisibleAsync(Soon);
        (await SaidAsync()).GetProperty("opinion").GetString().ShouldBe("confirm");
        visitor.Complaints.ShouldBeEmpty();

        async Task<JsonElement> SaidAsync() =>
            (await dashboard.Customer.Api.GetAsync($"v1/investigation/{dashboard.IncidentId}")).GetProperty("feedback").EnumerateArray().Last();
    }

    [Fact]
    public async Task A_double_click_opens_one_incident()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        var title = $"Clicked twice {Guid.NewGuid():N}";
        await visitor.OpenAsync("/incidents/new");
        await page.GetByLabel("Title").FillAsync(title);
        await page.GetByLabel("What happens, and since when").FillAsync("The page is slow for everybody since noon.");

        // Both clicks are in the page before anything of the first comes back.
        await page.GetByRole(AriaRole.Button, new() { Name = "Open and investigate" }).EvaluateAsync("button => { button.click(); button.click(); }");
        await Expect(page.Locator("h1")).ToContainTextAsync(title, new() { Timeout = 20_000 });
        await Expect(page.Locator("#activity")).ToBeVisibleAsync(Soon);

        (await dashboard.Customer.Api.GetAsync($"v1/incidents?q={title.Split(' ')[^1]}")).GetProperty("count").GetInt32().ShouldBe(1);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_person_does_stands_in_the_audit_log_with_the_persons_address()
    {
        await using var visitor = await dashboard.SignInAsync(new() { ExtraHTTPHeaders = new Dictionary<string, string> { ["X-Forwarded-For"] = "203.0.113.7" } });
        var page = visitor.Page;
        var id = await CreateAsync("Somebody looks from home");
        await visitor.OpenAsync($"/incidents/{id}");

        await page.Locator("summary[aria-label='More actions']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark as resolved" }).ClickAsync();
        await Expect(page.Locator(".facts .status[data-status=resolved]")).ToBeVisibleAsync(Soon);

        var records = (await dashboard.Customer.Api.GetAsync($"v1/audit?subject={id}&limit=10")).GetProperty("items").EnumerateArray()
            .ToDictionary(record => record.GetProperty("action").GetString()!, record => record.GetProperty("details"));
        records["incident.created"].GetProperty("address").GetString().ShouldBe("127.0.0.1");
        records.Where(record => record.Key != "incident.created").ShouldHaveSingleItem().Value.GetProperty("address").GetString().ShouldBe("203.0.113.7");
        visitor.Complaints.ShouldBeEmpty();
    }

    private async Task<string> CreateAsync(string title)
    {
        using var answer = await dashboard.Customer.Api.RawAsync(HttpMethod.Post, "v1/incidents",
            new { title, description = "Something is not as it should be.", severity = "low" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }
}
