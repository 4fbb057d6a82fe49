using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Passes;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using CsCheck;

namespace CauseFlow.Investigations.Tests;

public abstract class FollowUpTests(StoreOptions? postgreSql) : IDisposable
{
    private readonly Desks desks = new(postgreSql);

    [Fact]
    public async Task A_source_that_was_too_early_is_read_again_and_the_new_revision_has_both_passes_evidence()
    {
        var flow = new Flow();
        await desks.DeliverAllAsync(flow.TooEarly);
        var due = (await desks.InvestigationAsync(flow.InvestigationId)).FollowUp!;
        due.DueAt.ShouldBe(flow.Redeemed().StartedAt.AddMinutes(6));
        due.Sources.ShouldBe(["changes"]);

        await desks.ActAsync(flow.InvestigationId);
        (await desks.SentAsync<InvestigationRequested>()).ShouldBeEmpty();
        desks.Time.SetUtcNow(due.DueAt);
        await desks.ActAsync(flow.InvestigationId);
        await desks.ActAsync(flow.InvestigationId);

        var asked = (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem();
        (asked.Pass, asked.Trigger, asked.InvestigationId)
            .ShouldBe((2, InvestigationTrigger.FollowUp, flow.InvestigationId));
        asked.Sources.ShouldBe(["changes"]);
        (asked.Window.From, asked.Window.To)
            .ShouldBe((flow.Requested().Window.From, flow.Requested().Window.To), "the window is kept");
        asked.Scope!.IntegrationIds.ShouldBe([Flow.Integration]);
        (await desks.IncidentAsync(flow.IncidentId)).Status.ShouldBe(IncidentStatus.Investigating);

        await desks.DeliverAllAsync([asked, .. flow.SecondPass]);

        var verdicts = await desks.VerdictsAsync(flow.InvestigationId);
        verdicts.Select(row => (row.Revision, row.Pass, row.IsChanged)).ShouldBe([(1, 1, false), (2, 2, true)]);
        verdicts[1].Verdict.Causes[0].ChangeId.ShouldBe(flow.Id("change"));
        verdicts[1].Case!.Metrics.Count.ShouldBe(2, "the first pass's evidence stays");
        verdicts[1].Case!.Coverage.ShouldAllBe(row => row.Outcome == CoverageOutcome.Complete);
        (await desks.SentAsync<InvestigationCompleted>()).Select(x => (x.Pass, x.Revision)).ShouldBe([(1, 1), (2, 2)]);
        (await desks.InvestigationAsync(flow.InvestigationId)).FollowUp.ShouldBeNull();
        using var db = desks.Context();
        db.Timeline.Select(step => step.Kind).ToList().ShouldContain(TimelineKinds.VerdictChanged);
    }

    [Fact]
    public async Task A_follow_up_is_asked_for_in_the_name_of_who_started_the_investigation()
    {
        var flow = new Flow();
        await desks.DeliverAllAsync(flow.TooEarly.Select(
            message => message is InvestigationRequested asked ? asked with { RequestedBy = "user-1" } : message));
        desks.Time.SetUtcNow((await desks.InvestigationAsync(flow.InvestigationId)).FollowUp!.DueAt);
        await desks.ActAsync(flow.InvestigationId);

        (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem().RequestedBy.ShouldBe("user-1");
    }

    [Fact]
    public async Task What_is_still_too_early_has_a_third_pass_and_no_fourth()
    {
        var flow = new Flow();
        await desks.DeliverAllAsync(flow.TooEarly);
        for (var pass = 2; pass <= 3; pass++)
        {
            var due = (await desks.InvestigationAsync(flow.InvestigationId)).FollowUp!;
            due.DueAt.ShouldBe(flow.Redeemed().StartedAt.AddMinutes(pass == 2 ? 6 : 16));
            desks.Time.SetUtcNow(due.DueAt);
            await desks.ActAsync(flow.InvestigationId);
            await desks.DeliverAllAsync(
                [flow.Access() with { Pass = pass }, flow.EarlyChanges() with { Pass = pass },
                    flow.Completed("changes") with { Pass = pass }]);
        }

        (await desks.InvestigationAsync(flow.InvestigationId)).FollowUp.ShouldBeNull();
        (await desks.SentAsync<InvestigationCompleted>()).Select(x => x.Pass).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Any_order_of_both_passes_with_late_and_repeated_messages_ends_each_pass_once_in_the_same_verdict()
    {
        string? expected = null;
        Gen.Int[0, int.MaxValue].Sample(seed =>
        {
            var flow = new Flow($"f{seed}");
            var random = new Random(seed);
            desks.Time.SetUtcNow(DateTimeOffset.Compare(desks.Time.GetUtcNow(), Flow.Onset) < 0
                ? Flow.Onset : desks.Time.GetUtcNow());
            ITenantMessage[] first = [.. flow.TooEarly];
            random.Shuffle(first);
            desks.DeliverAllAsync(first).GetAwaiter().GetResult();
            desks.Time.Advance(TimeSpan.FromMinutes(6));
            desks.ActAsync(flow.InvestigationId).GetAwaiter().GetResult();

            // A second run of the first pass is late, and some of the first pass comes again, among the second pass.
            ITenantMessage[] second =
            [
                .. flow.SecondPass, flow.Redeemed(2), flow.Metrics(2), .. flow.TooEarly.Where(_ => random.Next(3) == 0),
                flow.Requested() with { Resume = true },
            ];
            random.Shuffle(second);
            foreach (var message in second)
            {
                desks.DeliverAsync(message).GetAwaiter().GetResult();
                if (random.Next(4) == 0)
                {
                    desks.Time.Advance(TimeSpan.FromSeconds(6));
                    desks.ActAsync(flow.InvestigationId).GetAwaiter().GetResult();
                }
            }

            desks.Time.Advance(TimeSpan.FromSeconds(6));
            desks.ActAsync(flow.InvestigationId).GetAwaiter().GetResult();
            var last = desks.VerdictsAsync(flow.InvestigationId).GetAwaiter().GetResult()[^1];
            var ended = desks.SentAsync<InvestigationCompleted>().GetAwaiter().GetResult()
                .Where(x => x.InvestigationId == flow.InvestigationId).Select(x => x.Pass).ToList();
            var text = JsonSerializer.Serialize(last.Verdict with { Revision = 0 }, ContractJson.Options)
                .Replace($"_f{seed}", "_n", StringComparison.Ordinal);
            expected ??= text;
            return ended is [1, 2] && text == expected && last.Verdict.Causes[0].ChangeId == flow.Id("change");
        }, iter: postgreSql is null ? 20 : 5, threads: 1);
    }

    [Fact]
    public async Task A_late_part_of_the_first_pass_gives_a_revision_without_the_pass_that_is_at_work()
    {
        var flow = new Flow();
        await desks.DeliverAllAsync(flow.TooEarly.Where(message =>
            message is not FindingsPublished { Source: "logs", Part: 2 } and not CollectionCompleted));
        desks.Time.Advance(TimeSpan.FromMinutes(5));
        await desks.ActAsync(flow.InvestigationId);
        (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem().Pass.ShouldBe(2);
        await desks.DeliverAsync(flow.Logs(2), flow.Access() with { Pass = 2 }, flow.Changes() with { Pass = 2 });

        desks.Time.Advance(TimeSpan.FromSeconds(5));
        await desks.ActAsync(flow.InvestigationId);

        var verdicts = await desks.VerdictsAsync(flow.InvestigationId);
        verdicts.Select(row => row.Pass).ShouldBe([1, 1]);
        verdicts[1].Case!.Logs.Count.ShouldBe(2);
        verdicts[1].Case!.Changes.ShouldBeEmpty();
        (await desks.SentAsync<InvestigationCompleted>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Cancelled_while_due_nothing_is_asked_and_cancelled_at_work_the_pass_ends_and_the_verdict_stands()
    {
        var due = new Flow("due");
        var atWork = new Flow("work");
        await desks.DeliverAllAsync([.. due.TooEarly, .. atWork.TooEarly]);
        await desks.CancelAsync(due.InvestigationId);
        desks.Time.Advance(TimeSpan.FromMinutes(10));
        await desks.ActAsync(due.InvestigationId);
        await desks.ActAsync(atWork.InvestigationId);
        await desks.CancelAsync(atWork.InvestigationId);
        await desks.DeliverAllAsync(atWork.SecondPass);

        (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem().InvestigationId
            .ShouldBe(atWork.InvestigationId);
        var cancelled = (await desks.SentAsync<InvestigationCancelled>()).ShouldHaveSingleItem();
        (cancelled.InvestigationId, cancelled.Pass).ShouldBe((atWork.InvestigationId, 2));
        (await desks.VerdictsAsync(atWork.InvestigationId)).Count.ShouldBe(1);
        (await desks.InvestigationAsync(atWork.InvestigationId)).Status.ShouldBe(InvestigationStatus.Completed);
        (await desks.SentAsync<InvestigationCompleted>()).ShouldAllBe(completed => completed.Pass == 1);
    }

    [Fact]
    public async Task After_a_restart_the_pass_that_was_at_work_is_asked_for_again()
    {
        var flow = new Flow();
        await desks.DeliverAllAsync(flow.TooEarly);
        desks.Time.Advance(TimeSpan.FromMinutes(10));
        await desks.ActAsync(flow.InvestigationId);

        await desks.WithAsync(async scope =>
        {
            await new UnfinishedInvestigations(scope.Db, scope.Outbox).RecoverAsync(default);
            return null;
        });

        var asked = await desks.SentAsync<InvestigationRequested>();
        asked.Select(x => (x.Pass, x.Resume)).ShouldBe([(2, false), (2, true)]);
        await desks.DeliverAllAsync([asked[1], .. flow.SecondPass, asked[1]]);
        (await desks.SentAsync<InvestigationCompleted>()).Select(x => x.Pass).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_follow_up_that_gets_no_access_takes_nothing_from_the_verdict()
    {
        var flow = new Flow();
        await desks.DeliverAllAsync(flow.TooEarly);
        desks.Time.Advance(TimeSpan.FromMinutes(10));
        await desks.ActAsync(flow.InvestigationId);
        await desks.DeliverAsync(flow.Refused() with { Pass = 2 });

        var verdicts = await desks.VerdictsAsync(flow.InvestigationId);
        verdicts.Count.ShouldBe(2);
        verdicts[1].Verdict.Outcome.ShouldBe(verdicts[0].Verdict.Outcome);
        verdicts[1].Case!.Coverage.ShouldContain(
            row => row.Source == "access" && !row.Mandatory && row.Outcome == CoverageOutcome.Denied);
    }

    [Fact]
    public async Task A_case_that_has_moved_on_has_no_follow_up()
    {
        var flow = new Flow();
        await desks.DeliverAllAsync(flow.TooEarly);
        await desks.WithAsync(async scope =>
        {
            var incident = (await scope.Incidents.FindAsync(Flow.Tenant, flow.IncidentId, default))!;
            scope.Incidents.Change(incident, IncidentStatus.Closed, null, "done", "user-1");
            return null;
        });
        desks.Time.Advance(TimeSpan.FromMinutes(10));
        await desks.ActAsync(flow.InvestigationId);

        (await desks.SentAsync<InvestigationRequested>()).ShouldBeEmpty();
        (await desks.InvestigationAsync(flow.InvestigationId)).DueAt.ShouldBeNull();
    }

    public void Dispose()
    {
        desks.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class FollowUpOnSqliteTests() : FollowUpTests(null);

public sealed class FollowUpOnPostgreSqlTests(PostgreSqlServer server) : FollowUpTests(server.CreateDatabase());
