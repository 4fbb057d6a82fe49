using CauseFlow.Contracts;
using CauseFlow.Investigations.Passes;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Investigations.Tests;

/// <summary>Context that people add while an investigation is running.</summary>
public abstract class WaitingContextTests(StoreOptions? postgreSql) : IDisposable
{
    private readonly Flow flow = new();
    private readonly Desks desks = new(postgreSql);

    [Fact]
    public async Task All_that_was_added_during_a_run_leads_to_one_investigation_when_it_has_ended()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access());
        await AddAsync("The queue is new.", "orders-queue");
        await desks.DeliverAsync(flow.Redeemed(minutes: 9), flow.Metrics(), flow.Logs(1), flow.Logs(2));
        await AddAsync("It was moved at noon.");
        await desks.ActAsync(flow.InvestigationId);
        (await desks.SentAsync<InvestigationRequested>()).ShouldBeEmpty("the pass is at work");

        await desks.DeliverAsync(flow.EarlyChanges(), flow.Completed());
        await desks.ActAsync(flow.InvestigationId);
        await desks.ActAsync(flow.InvestigationId);

        var asked = (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem();
        asked.Trigger.ShouldBe(InvestigationTrigger.Reinvestigate);
        asked.InvestigationId.ShouldNotBe(flow.InvestigationId);
        asked.Scope!.Hints.ShouldBe(["The queue is new.", "orders-queue", "It was moved at noon."]);
        asked.RequestedBy.ShouldBe("user-1", "who added it, not the sweep");
        var incident = await desks.IncidentAsync(flow.IncidentId);
        (incident.InvestigationId, incident.WaitingHints).ShouldBe((asked.InvestigationId, null));
        var first = await desks.InvestigationAsync(flow.InvestigationId);
        (first.Status, first.FollowUp, first.DueAt).ShouldBe((InvestigationStatus.Completed, null, null));
        await using var db = desks.Context();
        (await db.Timeline.Where(step => step.Kind == "context_added").Select(step => step.Text).ToListAsync())
            .ShouldBe(["The queue is new.", "It was moved at noon."]);
    }

    [Fact]
    public async Task At_the_deadline_it_starts_as_well()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access(), flow.Redeemed());
        await AddAsync("The queue is new.");

        desks.Time.Advance(TimeSpan.FromMinutes(3));
        await desks.ActAsync(flow.InvestigationId);
        await desks.ActAsync(flow.InvestigationId);

        (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem().Scope!.Hints
            .ShouldBe(["The queue is new."]);
    }

    [Fact]
    public async Task A_cancelled_run_starts_nothing_and_the_next_start_by_a_person_takes_it_along()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access());
        await AddAsync("The queue is new.");
        await desks.CancelAsync(flow.InvestigationId);
        desks.Time.Advance(TimeSpan.FromMinutes(30));
        await desks.ActAsync(flow.InvestigationId);
        (await desks.SentAsync<InvestigationRequested>()).ShouldBeEmpty();

        await desks.WithAsync(async desk =>
        {
            var incident = (await desk.Incidents.FindAsync(Flow.Tenant, flow.IncidentId, default))!;
            return (await desk.Start.StartAsync(
                incident, InvestigationTrigger.Reinvestigate, "user-2", ["checkout"], null, default)).Request;
        });

        (await desks.SentAsync<InvestigationRequested>()).ShouldHaveSingleItem().Scope!.Hints
            .ShouldBe(["The queue is new.", "checkout"]);
        (await desks.IncidentAsync(flow.IncidentId)).WaitingHints.ShouldBeNull();
    }

    [Fact]
    public async Task A_closed_incident_is_not_investigated_again_by_itself_and_keeps_it()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access());
        await AddAsync("The queue is new.");
        await desks.WithAsync(async desk =>
        {
            var incident = (await desk.Incidents.FindAsync(Flow.Tenant, flow.IncidentId, default))!;
            desk.Incidents.Change(incident, IncidentStatus.Closed, null, "done", "user-1");
            return null;
        });
        await desks.DeliverAsync(flow.Redeemed(), flow.Metrics(), flow.Logs(1), flow.Logs(2), flow.Changes(),
            flow.Completed());
        await desks.ActAsync(flow.InvestigationId);

        (await desks.SentAsync<InvestigationRequested>()).ShouldBeEmpty();
        (await desks.IncidentAsync(flow.IncidentId)).WaitingHints.ShouldBe(["The queue is new."]);
    }

    [Fact]
    public async Task The_end_of_a_run_and_context_at_one_moment_meet_in_the_row_version()
    {
        await desks.DeliverAsync(flow.Alarm(), flow.Requested(), flow.Access(), flow.Redeemed(), flow.Metrics(),
            flow.Logs(1),
            flow.Logs(2), flow.Changes());

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => desks.WithAsync(async desk =>
        {
            var completed = await desk.Collections.CompleteAsync(flow.Completed(), default);
            await AddAsync("The queue is new.");
            return completed;
        }));
    }

    public void Dispose()
    {
        desks.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task AddAsync(string text, params string[] hints) => desks.WithAsync(async desk =>
    {
        var incident = (await desk.Incidents.FindAsync(Flow.Tenant, flow.IncidentId, default))!;
        var added = await desk.Contexts.AddAsync(incident, new(text, hints, null, "user-1"), true, default);
        (added!.InvestigationId, added.Reinvestigation).ShouldBe((flow.InvestigationId, Reinvestigation.Waiting));
        return added.Request;
    });
}

public sealed class WaitingContextOnSqliteTests() : WaitingContextTests(null);

public sealed class WaitingContextOnPostgreSqlTests(PostgreSqlServer server) : WaitingContextTests(server.CreateDatabase());
