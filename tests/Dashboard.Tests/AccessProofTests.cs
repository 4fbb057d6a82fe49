using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

/// <summary>What the page of an incident says of the calls that were made for it.</summary>
[Collection(OpenDashboard.Name)]
public sealed class AccessProofTests(OpenDashboard dashboard)
{
    [Fact]
    public async Task The_page_names_the_session_and_the_lines_to_look_it_up_and_what_was_granted_and_used()
    {
        await using var visitor = await dashboard.SignInAsync();
        await visitor.OpenAsync($"/incidents/{dashboard.IncidentId}");
        var access = visitor.Page.Locator("#access");

        await Expect(access).ToContainTextAsync("causeflow-inv_");
        await Expect(access).ToContainTextAsync("aws cloudtrail lookup-events --region us-east-1 --lookup-attributes AttributeKey=Username,AttributeValue=causeflow-inv_");
        await access.Locator("summary").First.ClickAsync();
        await Expect(access.Locator("tr", new() { HasText = "cloudwatch:DescribeAlarms" }).Locator("td").Nth(1)).ToHaveTextAsync(new Regex("^[1-9][0-9]*$"));
        await Expect(access.Locator("tr", new() { HasText = "rds:DescribeEvents" })).ToContainTextAsync("not used");
        visitor.Complaints.ShouldBeEmpty();
    }
}
