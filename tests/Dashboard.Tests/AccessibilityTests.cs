using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class AccessibilityTests(OpenDashboard dashboard)
{
    /// <summary>What makes the page wider than the screen; what scrolls inside its own box is no such thing.</summary>
    private const string BesideTheScreen = """
        () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
          .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .sections, nav'))
          .map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`).slice(0, 30)
        """;

    public static TheoryData<string> Pages => [.. PageList.SignedIn, .. PageList.Open];

    /// <summary>One visit for all three looks at a page: what a visit costs is mostly its beginning.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_is_without_serious_violation_and_complaint_in_both_themes_and_fits_a_telephone(string path)
    {
        var isOpen = PageList.Open.Contains(path);
        await using var visitor = isOpen ? await dashboard.VisitAsync() : await dashboard.SignInAsync();
        var page = visitor.Page;
        foreach (var theme in (string[])["light", "dark"])
        {
            await visitor.UseThemeAsync(theme);
            await visitor.GoAsync(dashboard.PathOf(path), isLive: !isOpen);

            (await page.EvaluateAsync<string>("() => document.documentElement.dataset.theme")).ShouldBe(theme);
            await visitor.ShouldBeAccessibleAsync();
            (await page.Locator("h1").CountAsync()).ShouldBe(1);
            (await page.Locator("main").CountAsync()).ShouldBe(1);
        }

        await page.SetViewportSizeAsync(360, 740);
        (await page.EvaluateAsync<string[]>(BesideTheScreen)).ShouldBeEmpty();
        (await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).IsVisibleAsync()).ShouldBeTrue();
        if (!isOpen)
        {
            (await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).IsVisibleAsync()).ShouldBeTrue();
        }

        // A page that is missing is one complaint of the browser at each visit; a style or script that is missing would be another.
        visitor.Complaints.Count.ShouldBe(PageList.Missing.Contains(path) ? 2 : 0, string.Join('\n', visitor.Complaints));
        visitor.Complaints.ShouldAllBe(complaint => complaint.Contains("404"));
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Dialogs_are_too_and_close_with_escape(string theme)
    {
        await using var visitor = await dashboard.SignInAsync();
        await visitor.UseThemeAsync(theme);
        await visitor.OpenAsync($"/incidents/{dashboard.IncidentId}");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add context" }).ClickAsync();
        await visitor.Page.GetByLabel("What do you know that CauseFlow does not?").WaitForAsync();
        await visitor.ShouldBeAccessibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visitor.Page.Locator(".verdict .cite").First.ClickAsync();
        await visitor.Page.Locator(".evidence-detail pre").WaitForAsync();
        await visitor.ShouldBeAccessibleAsync();

        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_and_an_incident_are_reached_with_the_keyboard_alone()
    {
        await using var visitor = await dashboard.SignInAsync();
        await visitor.OpenAsync("/incidents");

        await visitor.Page.Keyboard.PressAsync("/");
        (await visitor.Page.EvaluateAsync<string>("() => document.activeElement.name")).ShouldBe("q");
        for (var i = 0; i < 12 && await visitor.Page.EvaluateAsync<string>("() => document.activeElement.className") != "incident"; i++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
        }

        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Locator(".verdict").WaitForAsync();
        (await visitor.Page.EvaluateAsync<string>("() => document.activeElement.tagName")).ShouldBe("H1");
    }
}
