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

    /// <summary>The sample lists its facts itself; of a case of today it must list what the product lists.</summary>
    [Fact]
    public async Task Evidence_of_a_sample_is_listed_as_the_api_lists_it()
    {
        var known = new List<(string Id, string Type)>();
        string? cursor = null;
        do
        {
            var page = await dashboard.Customer.Api.GetAsync(
                $"v1/triage/{dashboard.IncidentId}/evidence?limit=100{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            known.AddRange(page.GetProperty("items").EnumerateArray().Select(item => (
                item.GetProperty("evidenceId").GetString()!, item.GetProperty("type").GetString()!)));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        var file = (await dashboard.Customer.Api.ExportAsync(dashboard.IncidentId)).Case;
        var listed = SampleEvidence.Of(file).DistinctBy(one => one.EvidenceId).ToDictionary(one => one.EvidenceId, one => one.Type);

        // A case keeps the facts of its last pass; the list may have earlier ones too.
        known.Count.ShouldBeGreaterThan(10);
        foreach (var (id, type) in known.Where(one => listed.ContainsKey(one.Id)))
        {
            listed[id].ShouldBe(type);
        }

        listed.Keys.Except(known.Select(one => one.Id)).ShouldBeEmpty();
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
