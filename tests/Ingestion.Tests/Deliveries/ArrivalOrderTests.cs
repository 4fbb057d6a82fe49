using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Grouping;
using CauseFlow.Ingestion.Tests.Sns;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>Alarms in any order, some of them twice, end in the same incidents. Each sample has a store of its own.</summary>
public sealed class ArrivalOrderTests
{
    [Fact]
    public async Task Any_order_and_repetition_gives_the_same_incident_and_state_in_the_store() =>
        await Transitions.WithinOneCoolDown.SampleAsync(
            async sample =>
            {
                var inOrder = new GroupBook();
                foreach (var transition in sample.Set.Order())
                {
                    inOrder.Record(transition, SnsFixture.Now);
                }

                await using var store = new IngestionStore();
                store.Time.Advance(TimeSpan.FromMinutes(16));
                await store.ConnectAsync();
                foreach (var transition in sample.Arrivals)
                {
                    await store.AppendAsync(
                        AlarmMessages.Metric(transition.AlarmId, transition.State, transition.At));
                    await store.DecideAsync();
                }

                var group = await store.ReadAsync(db => db.Groups.SingleAsync());
                var attached = await store.ReadAsync(db => db.Firings.CountAsync(f => f.IncidentId != null));
                return (await store.MessagesAsync<InvestigationRequested>()).Count == 1
                    && group.OpenedAt == inOrder.Groups[0].OpenedAt && group.QuietSince == inOrder.Groups[0].QuietSince
                    && attached == inOrder.Of(inOrder.Groups[0]).Count();
            },
            iter: 10, threads: 1);

    [Fact]
    public async Task Any_order_and_repetition_of_a_composite_and_of_alarms_of_one_resource_gives_the_same_incident() =>
        await Transitions.WithinOneCoolDown.SampleAsync(
            async sample =>
            {
                var inOrder = new GroupBook();
                foreach (var transition in sample.Set.Order())
                {
                    inOrder.Record(transition, SnsFixture.Now);
                }

                await using var store = await ArriveAsync(sample.Arrivals, "checkout");
                var group = await store.ReadAsync(db => db.Groups.SingleAsync());
                var attached = await store.ReadAsync(db => db.Firings.CountAsync(f => f.IncidentId != null));
                return (await store.MessagesAsync<InvestigationRequested>()).Count == 1
                    && group.OpenedAt == inOrder.Groups[0].OpenedAt && group.QuietSince == inOrder.Groups[0].QuietSince
                    && attached == inOrder.Of(inOrder.Groups[0]).Count();
            },
            iter: 15, threads: 1);

    [Fact]
    public async Task Any_order_of_a_composite_and_of_alarms_of_two_resources_puts_every_ALARM_in_exactly_one_incident() =>
        await Transitions.WithinOneCoolDown.SampleAsync(
            async sample =>
            {
                await using var store = await ArriveAsync(sample.Arrivals, "cart");
                var groups = await store.ReadAsync(db => db.Groups.ToListAsync());
                var firings = await store.ReadAsync(db => db.Firings.ToListAsync());
                var told = await store.MessagesAsync<AlarmStateChanged>();
                return firings.Where(f => f.State == AlarmState.Alarm).All(f => groups.Exists(g => g.IncidentId == f.IncidentId))
                    && told.Where(m => m.IncidentId is not null)
                        .GroupBy(m => (m.Alarm.Id, m.Alarm.State, Transition.ToSecond(m.Alarm.StateChangedAt)))
                        .All(same => same.Select(m => m.IncidentId).Distinct().Count() == 1)
                    && (await store.MessagesAsync<InvestigationRequested>()).Count == groups.Count;
            },
            iter: 15, threads: 1);

    /// <summary>Alarm c is a composite of a and b, of which b watches that function.</summary>
    private static async Task<IngestionStore> ArriveAsync(Transition[] arrivals, string functionOfB)
    {
        var store = new IngestionStore(maxStartsPerMinute: 100);
        store.Time.Advance(TimeSpan.FromMinutes(16));
        await store.ConnectAsync();
        foreach (var (alarm, state, at) in arrivals)
        {
            await store.AppendAsync(alarm switch
            {
                "c" => AlarmMessages.CompositeOf("c", state, at, "ALARM(a) OR ALARM(b)", ["b"]),
                "b" => AlarmMessages.Metric(alarm, state, at, functionOfB),
                _ => AlarmMessages.Metric(alarm, state, at),
            });
            await store.DecideAsync();
        }

        return store;
    }
}
