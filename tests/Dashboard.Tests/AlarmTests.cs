using CauseFlow.CloudSimulation.Sns;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>Several alarms of one resource are one incident, and each is there with why it is.</summary>
[Collection(OpenDashboard.Name)]
public sealed class AlarmTests(OpenDashboard dashboard)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Soon = new() { Timeout = 20_000 };

    [Fact]
    public async Task Sibling_alarms_stand_in_one_incident_and_one_that_never_says_that_it_is_over_is_marked()
    {
        var function = $"orders-{Guid.NewGuid():N}"[..20];
        var now = TimeProvider.System.GetUtcNow();
        await RaiseAsync(new AnyAlarm { Name = $"{function}-errors", Function = function, At = now.AddSeconds(-40) });
        var id = await IncidentAsync(function);
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync($"/incidents/{id}");
        await Expect(page.Locator(".alarms > li")).ToHaveCountAsync(1);

        // The second comes while the page is open.
        await RaiseAsync(new AnyAlarm { Name = $"{function}-throttles", Function = function, At = now.AddSeconds(-20) });

        await Expect(page.Locator(".alarms > li")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Expect(page.Locator(".fired")).ToContainTextAsync("1 more alarm in this incident", new() { Timeout = 20_000 });
        var sibling = page.Locator(".alarms > li", new() { HasText = "throttles" });
        await Expect(sibling).ToContainTextAsync("watches the same resource as the alarm that opened the incident");
        await Expect(page.Locator(".fired .tag", new() { HasText = "no OK action" })).ToBeVisibleAsync(Soon);
        await Expect(sibling.Locator(".tag", new() { HasText = "no OK action" })).ToBeVisibleAsync(Soon);
        await sibling.Locator("summary").ClickAsync();
        await Expect(sibling).ToContainTextAsync("Add the alarm's topic to its OK actions");
        await Expect(sibling.Locator(".history li")).ToHaveCountAsync(1);
        await visitor.ShouldBeAccessibleAsync();

        // The scenario's own alarm tells of its end too.
        await visitor.OpenAsync($"/incidents/{dashboard.IncidentId}");
        await Expect(page.GetByText("no OK action")).ToHaveCountAsync(0);
        visitor.Complaints.ShouldBeEmpty();
    }

    private async Task RaiseAsync(AnyAlarm alarm) =>
        (await dashboard.Customer.Cloud.Publisher.DeliverAsync(dashboard.Customer.Webhook, alarm.Sign(dashboard.Customer.Cloud))).Delivered.ShouldBeTrue();

    private async Task<string> IncidentAsync(string function)
    {
        string? id = null;
        await dashboard.Customer.UntilAsync(async () =>
        {
            var found = (await dashboard.Customer.Api.GetAsync($"v1/incidents?q={function.Split('-')[1]}")).GetProperty("items").EnumerateArray().FirstOrDefault();
            id = found.ValueKind == System.Text.Json.JsonValueKind.Object ? found.GetProperty("id").GetString() : null;
            return id is not null;
        }, $"an incident of {function}");
        return id!;
    }
}
