using Microsoft.Playwright;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class NarrowTests(OpenDashboard dashboard)
{
    public static TheoryData<string> Pages => [.. PageList.SignedIn];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task On_a_telephone_nothing_lies_beside_the_screen(string path)
    {
        await using var visitor = await dashboard.SignInAsync(new() { ViewportSize = new() { Width = 360, Height = 740 } });

        await visitor.OpenAsync(dashboard.PathOf(path));

        (await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360);
        (await visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).IsVisibleAsync()).ShouldBeTrue();
        (await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).IsVisibleAsync()).ShouldBeTrue();
    }
}
