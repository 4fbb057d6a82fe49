using System.Net;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Export;
using CauseFlow.Investigations.Passes;
using CauseFlow.Investigations.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Investigations.Tests;

public sealed class ExportTests : IAsyncLifetime
{
    private readonly Flow flow = new();
    private CaseHost host = null!;

    [Theory]
    [InlineData("[click](javascript:alert(1))", "\\[click\\]\\(javascript\\:alert\\(1\\)\\)")]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src\\=x onerror\\=alert\\(1\\)&gt;")]
    [InlineData("a\n# Heading\r\n| cell |", "a \\# Heading  \\| cell \\|")]
    [InlineData("see https://evil.example and www.evil.example",
        "see https\\://evil\\.example and www\\.evil\\.example")]
    [InlineData("`code` **bold** &lt;b&gt; @everyone", "\\`code\\` \\*\\*bold\\*\\* &amp;lt;b&amp;gt; &#64;everyone")]
    [InlineData("safe\u202Etxt.exe\u200B", "safetxt\\.exe")]
    public void Of_TextThatIsMarkup_SaysItAndDoesNothing(string text, string expected) =>
        MarkdownText.Of(text).ShouldBe(expected);

    [Fact]
    public async Task The_draft_has_every_section_and_nothing_of_the_cloud_as_markup()
    {
        const string Hostile = "x](javascript:alert(1)) <script>alert(1)</script>\n## Injected | cell";
        var changes = flow.Changes() with
        {
            Coverage =
            [
                new()
                {
                    Source = "changes", Api = "changes:Read", Mandatory = false, Outcome = CoverageOutcome.Denied,
                    Detail = Hostile, Remedy = Hostile,
                },
            ],
        };
        await host.DeliverAsync([flow.Alarm(name: Hostile), .. flow.All.Skip(1).Select(message =>
            message is FindingsPublished { Source: "changes" } ? changes : message)]);

        var answer = await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export?format=markdown", Flow.Tenant);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/markdown");
        var draft = await answer.Content.ReadAsStringAsync();

        foreach (var section in new[] { "## What fired", "## Most likely cause", "## Ruled out", "## What was not seen",
            "## Timeline", "## Next steps" })
        {
            draft.ShouldContain(section);
        }

        draft.ShouldContain("**Confidence**: 0");
        draft.ShouldContain("MemorySize");
        draft.ShouldNotContain("<script");
        draft.ShouldNotContain("](javascript");
        draft.Split('\n').ShouldNotContain(line => line.StartsWith("## Injected", StringComparison.Ordinal));
        draft.Split('\n').Single(line => line.StartsWith("| changes", StringComparison.Ordinal))
            .Replace("\\|", "", StringComparison.Ordinal)
            .Count(character => character == '|').ShouldBe(6);
    }

    [Fact]
    public async Task A_case_of_two_passes_replays_byte_by_byte()
    {
        await host.DeliverAsync(flow.TooEarly);
        await host.WithAsync(async scope =>
        {
            var row = await scope.GetRequiredService<InvestigationsDbContext>().Investigations.SingleAsync();
            row.FollowUp = row.FollowUp! with { DueAt = row.FollowUp.DueAt.AddYears(-1) };
            row.Reschedule();
        });
        await host.Hosted<DueSweep>().SweepAsync(default);
        await host.DeliverAsync(flow.SecondPass);

        var answer = await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export", Flow.Tenant);
        var export = System.Text.Json.JsonSerializer.Deserialize<CaseExport>(
            await answer.Content.ReadAsStringAsync(), ContractJson.Options)!;

        export.Case.Pass.ShouldBe(2);
        System.Text.Json.JsonSerializer.Serialize(Diagnosis.Diagnosis.Diagnose(export.Case), ContractJson.Options)
            .ShouldBe(System.Text.Json.JsonSerializer.Serialize(export.Verdict, ContractJson.Options));
    }

    [Fact]
    public async Task After_its_retention_the_evidence_is_gone_and_the_verdict_stays()
    {
        var young = new Flow("2");
        await host.DeliverAsync([.. flow.All, .. young.All]);
        await host.WithAsync(async scope => (await scope.GetRequiredService<InvestigationsDbContext>().Investigations
            .SingleAsync(row => row.Id == young.InvestigationId)).CompletedAt = TimeProvider.System.GetUtcNow()
                .AddDays(60));
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(91));
        await host.WithAsync(async scope =>
        {
            var sut = new EvidenceRetention(scope.GetRequiredService<IDbContextFactory<InvestigationsDbContext>>(),
                Options.Create(new InvestigationsOptions()), later, NullLogger<EvidenceRetention>.Instance);
            (await sut.SweepAsync(default)).ShouldBe(1);
            (await sut.SweepAsync(default)).ShouldBe(0);
        });

        (await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_1/export", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.Gone);
        (await host.SendAsync(HttpMethod.Get, "/v1/incidents/inc_2/export", Flow.Tenant)).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        var result = System.Text.Json.Nodes.JsonNode.Parse(
            await (await host.SendAsync(HttpMethod.Get, "/v1/investigation/inc_1", Flow.Tenant))
                .Content.ReadAsStringAsync())!;
        result["rootCause"]!["changeId"]!.GetValue<string>().ShouldBe(flow.Id("change"));
        result["evidence"]!.AsArray().ShouldBeEmpty();
        await host.WithAsync(async scope => (
            await scope.GetRequiredService<InvestigationsDbContext>().Parts.CountAsync()).ShouldBe(4));
    }

    public async ValueTask InitializeAsync() => host = await CaseHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
