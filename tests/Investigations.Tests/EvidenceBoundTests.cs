using CauseFlow.Contracts;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Tests;

/// <summary>A case does not grow without end, and what it costs to judge it does not either.</summary>
public abstract class EvidenceBoundTests(StoreOptions? postgreSql) : IDisposable
{
    private readonly Flow flow = new();
    private readonly Desks desks = new(postgreSql);

    [Fact]
    public async Task What_does_not_fit_is_left_out_and_the_verdict_and_the_timeline_say_so_once_for_each_source()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access(), flow.Redeemed(), flow.Metrics());
        var full = (await desks.InvestigationAsync(flow.InvestigationId)).EvidenceBytes;
        full.ShouldBeGreaterThan(1_000);
        desks.Options.MaxEvidenceBytes = (int)full + 100;

        await desks.DeliverAsync(flow.Logs(1), flow.Logs(2), flow.Changes(), flow.Completed());

        var judged = (await desks.VerdictsAsync(flow.InvestigationId)).ShouldHaveSingleItem();
        (judged.Case!.Metrics.Count, judged.Case.Logs.Count, judged.Case.Changes.Count).ShouldBe((2, 0, 0));
        var rows = judged.Case.Coverage.Where(row => row.Detail?.Contains("left out") == true).ToList();
        rows.Select(row => (row.Source, row.Region, row.IntegrationId, row.Outcome)).ShouldBe(
        [
            ("changes", "eu-west-1", Flow.Integration, CoverageOutcome.Partial),
            ("logs", "eu-west-1", Flow.Integration, CoverageOutcome.Partial),
        ]);
        rows[1].Detail!.ShouldStartWith("2 of the source's parts");
        rows[1].Remedy!.ShouldContain("MaxEvidenceBytes");
        await using var db = desks.Context();
        (await db.Parts.ToListAsync()).ShouldAllBe(part => part.IsLeftOut == (part.Source != "metrics"));
        (await db.Evidence.CountAsync(fact => fact.Source != "metrics")).ShouldBe(0);
        (await db.Timeline.CountAsync(step => step.Kind == "evidence_left_out")).ShouldBe(2);
    }

    [Fact]
    public async Task What_the_case_holds_is_counted_over_all_passes()
    {
        await desks.DeliverAllAsync(flow.TooEarly);
        var first = await desks.InvestigationAsync(flow.InvestigationId);
        desks.Options.MaxEvidenceBytes = (int)first.EvidenceBytes;
        desks.Time.SetUtcNow(first.FollowUp!.DueAt);
        await desks.ActAsync(flow.InvestigationId);

        await desks.DeliverAllAsync(flow.SecondPass);

        var judged = (await desks.VerdictsAsync(flow.InvestigationId))[^1];
        (judged.Revision, judged.Case!.Changes.Count, judged.Case.Metrics.Count).ShouldBe((2, 0, 2));
        judged.Case.Coverage.Where(row => row.Source == "changes").Select(row => row.Outcome)
            .ShouldBe([CoverageOutcome.Complete, CoverageOutcome.Partial], ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_never_granted_takes_no_room()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Metrics());
        var granted = (await desks.InvestigationAsync(flow.InvestigationId)).EvidenceBytes;
        await desks.DeliverAsync(flow.Logs(1) with { IntegrationId = "int_2" });

        await desks.DeliverAsync(flow.Access());

        (await desks.InvestigationAsync(flow.InvestigationId)).EvidenceBytes.ShouldBe(granted);
        await using var db = desks.Context();
        (await db.Parts.SingleAsync()).IntegrationId.ShouldBe(Flow.Integration);
    }

    [Fact]
    public async Task A_verdict_reads_each_part_that_counts_once_and_no_other()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access(), flow.Redeemed(), flow.Metrics(),
            flow.Logs(1), flow.Redeemed(run: 2), flow.Metrics(run: 2), flow.Logs(1, run: 2), flow.Logs(2, run: 2),
            flow.Changes(run: 2));
        await SpoilAsync("UPDATE parts SET \"Body\" = '[]' WHERE \"RunNumber\" = 1");
        desks.Commands.Clear();

        await desks.DeliverAsync(flow.Completed(run: 2));

        (await desks.VerdictsAsync(flow.InvestigationId)).ShouldHaveSingleItem().Case!.Logs.Count.ShouldBe(2);
        desks.Commands.Count(text => text.Contains("SELECT") && text.Replace("\"", "").Contains("FROM parts") && text.Contains("\"Body\""))
            .ShouldBe(3, "one for each source");
    }

    [Fact]
    public async Task A_case_is_compared_without_reading_the_one_before()
    {
        await desks.DeliverAllAsync(flow.All);
        await SpoilAsync("UPDATE verdicts SET \"Case\" = '[]'");

        // Two runs that found the same: the case stays as it is.
        await desks.DeliverAsync(flow.Redeemed(run: 2), flow.Metrics(run: 2), flow.Logs(1, run: 2),
            flow.Logs(2, run: 2), flow.Changes(run: 2), flow.Completed(run: 2));
        await JudgeAsync();
        await RevisionsShouldBeAsync(1);

        await desks.DeliverAsync(flow.Redeemed(run: 3), flow.Logs(3, run: 3));
        await desks.DeliverAsync(
            flow.Completed(run: 3) with { Sources = [flow.Completed().Sources[1] with { Parts = 1 }] });
        await JudgeAsync();
        await RevisionsShouldBeAsync(2);
    }

    public void Dispose()
    {
        desks.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task JudgeAsync()
    {
        desks.Time.SetUtcNow((await desks.InvestigationAsync(flow.InvestigationId)).JudgeAt!.Value);
        await desks.ActAsync(flow.InvestigationId);
    }

    private async Task RevisionsShouldBeAsync(int count)
    {
        await using var db = desks.Context();
        (await db.Verdicts.CountAsync()).ShouldBe(count);
    }

    private async Task SpoilAsync(string statement)
    {
        await using var db = desks.Context();
        (await db.Database.ExecuteSqlRawAsync(statement)).ShouldBeGreaterThan(0);
    }
}

public sealed class EvidenceBoundOnSqliteTests() : EvidenceBoundTests(null);

public sealed class EvidenceBoundOnPostgreSqlTests(PostgreSqlServer server) : EvidenceBoundTests(server.CreateDatabase());
