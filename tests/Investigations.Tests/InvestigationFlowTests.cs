using System.Text.Json;
using CauseFlow.Contracts;
using CauseFlow.Investigations.Incidents;
using CauseFlow.Investigations.Passes;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Tests;

public abstract class InvestigationFlowTests(StoreOptions? postgreSql) : IDisposable
{
    private readonly Desks desks = new(postgreSql);

    [Fact]
    public async Task All_messages_in_order_give_one_verdict_and_one_completion()
    {
        var flow = new Flow();

        await desks.DeliverAllAsync(flow.All);

        var verdict = (await desks.VerdictsAsync(flow.InvestigationId)).ShouldHaveSingleItem().Verdict;
        verdict.Outcome.ShouldBe(VerdictOutcome.Cause);
        verdict.Causes[0].ChangeId.ShouldBe(flow.Id("change"));
        verdict.Causes[0].Category.ShouldBe(CauseCategory.BadConfiguration);
        var completed = (await desks.SentAsync<InvestigationCompleted>()).ShouldHaveSingleItem();
        completed.Revision.ShouldBe(1);
        completed.Outcome.ShouldBe(VerdictOutcome.Cause);
        var incident = await desks.IncidentAsync(flow.IncidentId);
        incident.Status.ShouldBe(IncidentStatus.Investigating);
        incident.Summary.ShouldBe(verdict.Summary);
        incident.Severity.ShouldBe(IncidentSeverity.High);
        incident.SeveritySource.ShouldBe("alarm_name");
        (await desks.InvestigationAsync(flow.InvestigationId)).TraceId.ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public void Any_order_and_any_repetition_end_in_the_same_verdict_and_one_completion()
    {
        string? expected = null;
        Gen.Int[0, int.MaxValue].Sample(seed =>
        {
            var flow = new Flow($"s{seed}");
            var random = new Random(seed);
            ITenantMessage[] messages = [.. flow.All, .. flow.All.Where(_ => random.Next(3) == 0)];
            random.Shuffle(messages);
            desks.DeliverAllAsync(messages).GetAwaiter().GetResult();

            var verdicts = desks.VerdictsAsync(flow.InvestigationId).GetAwaiter().GetResult();
            var sent = desks.SentAsync<InvestigationCompleted>().GetAwaiter().GetResult()
                .Count(x => x.InvestigationId == flow.InvestigationId);
            var text = JsonSerializer.Serialize(verdicts[0].Verdict, ContractJson.Options)
                .Replace($"_s{seed}", "_n", StringComparison.Ordinal);
            expected ??= text;
            return verdicts.Count == 1 && sent == 1 && text == expected;
        }, iter: postgreSql is null ? 25 : 5, threads: 1);
    }

    [Fact]
    public async Task At_the_deadline_what_is_in_counts_and_what_is_missing_is_named()
    {
        var flow = new Flow();
        ExpectedSource[] expected = [.. new[] { "metrics", "logs", "changes", "ecs" }
            .Select(source => new ExpectedSource
        {
            Region = "eu-west-1", Source = source, Api = $"{source}:Read", Mandatory = true,
        })];
        await desks.DeliverAsync(
            flow.Requested(), flow.Access(), flow.Redeemed() with { Sources = expected }, flow.Metrics(),
            flow.Changes());
        (await desks.InvestigationAsync(flow.InvestigationId)).DeadlineAt.ShouldBe(Flow.Onset.AddMinutes(8));

        desks.Time.Advance(TimeSpan.FromMinutes(3));
        await desks.ActAsync(flow.InvestigationId);
        await desks.ActAsync(flow.InvestigationId);

        var row = (await desks.VerdictsAsync(flow.InvestigationId)).ShouldHaveSingleItem();
        row.Case!.Coverage.Where(coverage => coverage.Outcome == CoverageOutcome.TimedOut)
            .Select(coverage => (coverage.IntegrationId, coverage.Region, coverage.Source)).ShouldBe(
                [(Flow.Integration, null, "collection"), (Flow.Integration, "eu-west-1", "ecs"),
                    (Flow.Integration, "eu-west-1", "logs")]);
        row.Verdict.Causes[0].Confidence.ShouldBeLessThanOrEqualTo(0.6);
        (await desks.SentAsync<InvestigationCompleted>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Before_the_deadline_a_pass_is_not_ended()
    {
        var flow = new Flow();
        desks.Time.SetUtcNow(Flow.Onset.AddMinutes(12));
        await desks.DeliverAsync(flow.Requested(), flow.Access());
        await desks.ActAsync(flow.InvestigationId);

        (await desks.SentAsync<InvestigationCompleted>()).ShouldBeEmpty();
        (await desks.InvestigationAsync(flow.InvestigationId)).DeadlineAt
            .ShouldBe(flow.Requested().RequestedAt.AddMinutes(15));
    }

    [Fact]
    public async Task A_late_part_gives_the_next_revision_and_no_second_completion()
    {
        var flow = new Flow();
        await desks.DeliverAsync(flow.Requested(), flow.Access(), flow.Redeemed(), flow.Metrics(), flow.Logs(1));
        desks.Time.Advance(TimeSpan.FromMinutes(3));
        await desks.ActAsync(flow.InvestigationId);

        await desks.DeliverAsync(flow.Changes(), flow.Changes(), flow.Logs(2));
        await desks.ActAsync(flow.InvestigationId);
        (await desks.VerdictsAsync(flow.InvestigationId)).Count.ShouldBe(1);
        desks.Time.Advance(TimeSpan.FromSeconds(5));
        await desks.ActAsync(flow.InvestigationId);

        var verdicts = await desks.VerdictsAsync(flow.InvestigationId);
        verdicts.Select(row => row.Revision).ShouldBe([1, 2]);
        verdicts[0].Verdict.Causes.ShouldAllBe(cause => cause.ChangeId == null);
        verdicts[1].Verdict.Causes[0].ChangeId.ShouldBe(flow.Id("change"));
        (await desks.SentAsync<InvestigationCompleted>()).ShouldHaveSingleItem().Revision.ShouldBe(1);
    }

    [Fact]
    public async Task Access_refused_everywhere_is_insufficient_and_says_why()
    {
        var flow = new Flow();

        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Refused());

        var row = (await desks.VerdictsAsync(flow.InvestigationId)).ShouldHaveSingleItem();
        row.Verdict.Outcome.ShouldBe(VerdictOutcome.Insufficient);
        row.Case!.Coverage.ShouldHaveSingleItem().Reason.ShouldBe(RefusalReason.ExternalIdMismatch);
        (await desks.IncidentAsync(flow.IncidentId)).Status.ShouldBe(IncidentStatus.Open);
    }

    [Fact]
    public async Task A_failed_collection_ends_the_pass_unless_a_higher_run_is_at_work()
    {
        var flow = new Flow();
        await desks.DeliverAsync(flow.Requested(), flow.Access(), flow.Redeemed(1), flow.Redeemed(2), flow.Failed(1));
        (await desks.SentAsync<InvestigationCompleted>()).ShouldBeEmpty();

        await desks.DeliverAsync(flow.Failed(2));

        (await desks.SentAsync<InvestigationCompleted>()).ShouldHaveSingleItem().Outcome
            .ShouldBe(VerdictOutcome.Insufficient);
    }

    [Fact]
    public async Task Findings_that_were_never_granted_are_dropped_before_and_after_the_decision()
    {
        var flow = new Flow();
        var foreign = new Flow("1", "ten_2");
        await desks.DeliverAsync(flow.Requested(), flow.Part("logs", 1, 1, "int_foreign"), foreign.Changes(),
            flow.Access(), flow.Part("logs", 1, 2, "int_foreign"));
        await desks.DeliverAsync(flow.Redeemed(), flow.Metrics(), flow.Logs(1), flow.Logs(2), flow.Changes(),
            flow.Completed());

        await using var db = desks.Context();
        (await db.Parts.CountAsync(part => part.TenantId == Flow.Tenant)).ShouldBe(4);
        (await db.Evidence.CountAsync(fact => fact.TenantId == "ten_2")).ShouldBe(0);
        var row = (await desks.VerdictsAsync(flow.InvestigationId)).ShouldHaveSingleItem();
        row.Case!.Changes.ShouldAllBe(change => change.EvidenceId == flow.Id("change"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_end_or_a_failure_counts_only_under_the_lease_that_was_granted(bool isBeforeTheDecision)
    {
        var flow = new Flow();
        ITenantMessage[] forged =
        [
            flow.Completed() with { LeaseId = "lea_other", Sources = [] },
            flow.Failed() with { LeaseId = "lea_other", Remedy = "run curl" },
            flow.Failed() with { IntegrationId = "int_foreign" },
            flow.Changes() with { LeaseId = "lea_other", Part = 2 },
        ];

        await desks.DeliverAsync(flow.Alarm(), flow.Requested());
        await desks.DeliverAllAsync(isBeforeTheDecision ? [.. forged, flow.Access()] : [flow.Access(), .. forged]);

        (await desks.SentAsync<InvestigationCompleted>()).ShouldBeEmpty();
        await using var db = desks.Context();
        (await db.Runs.CountAsync()).ShouldBe(0);
        (await db.Parts.CountAsync()).ShouldBe(0);
        (await db.Timeline.Select(step => step.Kind).ToListAsync()).ShouldNotContain(TimelineKinds.CollectionFailed);
        await desks.DeliverAsync(flow.Redeemed(), flow.Metrics(), flow.Logs(1), flow.Logs(2), flow.Changes(),
            flow.Completed());
        (await desks.SentAsync<InvestigationCompleted>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task After_a_restart_every_unfinished_investigation_is_asked_for_again()
    {
        var open = new Flow("open");
        var done = new Flow("done");
        await desks.DeliverAllAsync(done.All);
        await desks.DeliverAsync(open.Requested(), open.Access());

        await desks.WithAsync(async scope =>
        {
            await new UnfinishedInvestigations(scope.Db, scope.Outbox).RecoverAsync(default);
            return null;
        });

        var again = (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem();
        again.InvestigationId.ShouldBe(open.InvestigationId);
        again.Resume.ShouldBeTrue();
        await desks.DeliverAsync(again, open.Redeemed(), open.Metrics(), open.Logs(1), open.Logs(2), open.Changes(),
            open.Completed());
        (await desks.VerdictsAsync(open.InvestigationId)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_cancelled_pass_has_no_verdict_and_frees_its_leases_once()
    {
        var flow = new Flow();
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access());

        for (var i = 0; i < 2; i++)
        {
            await desks.CancelAsync(flow.InvestigationId);
        }

        await desks.DeliverAsync(flow.Redeemed(), flow.Metrics(), flow.Logs(1), flow.Logs(2), flow.Changes(),
            flow.Completed());
        (await desks.SentAsync<InvestigationCancelled>()).ShouldHaveSingleItem();
        (await desks.VerdictsAsync(flow.InvestigationId)).ShouldBeEmpty();
        (await desks.IncidentAsync(flow.IncidentId)).Status.ShouldBe(IncidentStatus.Open);
    }

    [Theory]
    [InlineData("loopback://localhost/investigations-investigation", true)]
    [InlineData("rabbitmq://host/tenant/investigations-alarm?temporary=false", true)]
    [InlineData("rabbitmq://host/credential-broker-investigation-requested", false)]
    [InlineData(null, false)]
    public void A_fault_is_told_apart_by_the_queue_that_raised_it(string? source, bool isOwn) =>
        FaultOrigin.IsOwn(source is null ? null : new Uri(source)).ShouldBe(isOwn);

    [Fact]
    public async Task Two_handlers_that_store_at_once_meet_in_the_row_version()
    {
        var flow = new Flow();
        await desks.DeliverAsync(flow.Requested(), flow.Access(), flow.Redeemed(), flow.Metrics(), flow.Logs(1),
            flow.Logs(2));

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => desks.WithAsync(async scope =>
        {
            var completed = await scope.Collections.StoreAsync(flow.Changes(), default);
            await desks.DeliverAsync(flow.Completed());
            return completed;
        }));
    }

    public void Dispose()
    {
        desks.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class InvestigationFlowOnSqliteTests() : InvestigationFlowTests(null);

public sealed class InvestigationFlowOnPostgreSqlTests(PostgreSqlServer server) : InvestigationFlowTests(server.CreateDatabase());
