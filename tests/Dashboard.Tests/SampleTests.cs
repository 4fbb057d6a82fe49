using CauseFlow.Contracts;
using CauseFlow.Dashboard.FirstRun;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CauseFlow.Dashboard.Tests;

[Collection(OpenDashboard.Name)]
public sealed class SampleTests(OpenDashboard dashboard)
{
    [Fact]
    public async Task The_sample_says_that_it_is_one_and_shows_its_evidence_without_asking_the_api()
    {
        await using var visitor = await dashboard.SignInAsync();
        var page = visitor.Page;
        await visitor.OpenAsync("/sample");

        await Expect(page.GetByRole(AriaRole.Note)).ToContainTextAsync("A sample.");
        await Expect(page.Locator(".verdict-line")).ToContainTextAsync(SampleCase.Export.Verdict.Causes[0].Summary[..20]);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true })).ToHaveCountAsync(0);
        await page.Locator(".verdict .cite").First.ClickAsync();
        await Expect(page.Locator(".evidence-detail pre")).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public void The_recorded_case_gets_the_same_verdict_today()
    {
        var verdict = CauseFlow.Diagnosis.Diagnosis.Diagnose(SampleCase.Export.Case);

        verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
        verdict.Summary.ShouldBe(SampleCase.Export.Verdict.Summary);
        verdict.Causes[0].Category.ShouldBe(SampleCase.Export.Verdict.Causes[0].Category);
    }
}
