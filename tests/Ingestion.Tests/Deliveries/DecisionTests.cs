using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Grouping;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>Accept and decide through the store.</summary>
public abstract class DecisionTests(StoreOptions? postgreSql) : IAsyncLifetime
{
    private static readonly DateTimeOffset At = SnsFixture.Now.AddMinutes(-2);
    private readonly IngestionStore _store = new(maxStartsPerMinute: 2, postgreSql: postgreSql);

    public async ValueTask InitializeAsync() => await _store.ConnectAsync();

    [Fact]
    public async Task An_ALARM_opens_an_incident_and_asks_for_one_investigation()
    {
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.DecideAsync();
        await _store.DecideAsync();
        var requested = (await _store.MessagesAsync<InvestigationRequested>()).ShouldHaveSingleItem();
        var changed = (await _store.MessagesAsync<AlarmStateChanged>()).ShouldHaveSingleItem();
        changed.IncidentId.ShouldBe(requested.IncidentId);
        changed.InvestigationId.ShouldBe(requested.InvestigationId);
        requested.Pass.ShouldBe(1);
        requested.Window.From.ShouldBe(At.AddMinutes(-15));
        requested.Window.To.ShouldBe(SnsFixture.Now);
        requested.Window.Baselines.Select(b => b.Kind).ShouldBe(
            [BaselineKind.Adjacent, BaselineKind.SameHourYesterday, BaselineKind.SameHourLastWeek]);
        requested.Window.Baselines[0].To.ShouldBe(requested.Window.From);
    }

    [Fact]
    public async Task The_same_transition_by_two_topics_is_one_firing()
    {
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At.AddMilliseconds(400)));
        await _store.DecideAsync();
        (await _store.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(1);
        (await _store.ReadAsync(db => db.Deliveries.CountAsync(d => d.Verdict == DeliveryVerdict.Duplicate))).ShouldBe(1);
    }

    [Fact]
    public async Task An_attached_OK_is_announced_again_with_its_incident()
    {
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Ok, At.AddMinutes(1)));
        await _store.DecideAsync();
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.DecideAsync();
        var changes = await _store.MessagesAsync<AlarmStateChanged>();
        changes.Select(c => (c.Alarm.State, c.IncidentId is null)).ShouldBe(
            [(AlarmState.Ok, true), (AlarmState.Alarm, false), (AlarmState.Ok, false)]);
    }

    [Fact]
    public async Task An_OK_that_overtakes_the_second_ALARM_of_its_alarm_still_ends_it()
    {
        foreach (var (state, minute) in new[]
        {
            (AlarmState.Alarm, 0), (AlarmState.Ok, 1), (AlarmState.Ok, 4), (AlarmState.Alarm, 3),
        })
        {
            await _store.AppendAsync(AlarmMessages.Metric("errors", state, At.AddMinutes(minute)));
            await _store.DecideAsync();
        }

        (await _store.ReadAsync(db => db.Groups.SingleAsync())).QuietSince.ShouldBe(At.AddMinutes(4));
    }

    [Fact]
    public async Task A_quiet_group_ends_after_five_minutes_and_a_later_ALARM_is_another_incident()
    {
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Ok, At.AddMinutes(1)));
        await _store.DecideAsync();
        var worker = _store.Get<DueWorker<GroupResolver>>();
        _store.Time.Advance(TimeSpan.FromMinutes(4.9));
        await worker.RunOnceAsync(default);
        (await _store.MessagesAsync<AlarmGroupResolved>()).ShouldBeEmpty();
        _store.Time.Advance(TimeSpan.FromMinutes(0.2));
        await worker.RunOnceAsync(default);
        await worker.RunOnceAsync(default);
        (await _store.MessagesAsync<AlarmGroupResolved>()).ShouldHaveSingleItem().AsOf.ShouldBe(At.AddMinutes(1));

        _store.Time.Advance(TimeSpan.FromMinutes(20));
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At.AddMinutes(17)));
        await _store.DecideAsync();
        (await _store.MessagesAsync<InvestigationRequested>()).Select(r => r.IncidentId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Starts_above_the_rate_wait_for_a_later_minute()
    {
        for (var i = 0; i < 5; i++)
        {
            await _store.AppendAsync(AlarmMessages.Metric($"errors{i}", AlarmState.Alarm, At, $"function{i}"));
        }

        await _store.DecideAsync();
        var now = SnsFixture.Now;
        (await _store.MessagesAsync<InvestigationRequested>()).Select(r => r.RequestedAt)
            .ShouldBe([now, now, now.AddMinutes(1), now.AddMinutes(1), now.AddMinutes(2)]);
        (await _store.MessagesAsync<AlarmStateChanged>())[4].StartsAt.ShouldBe(now.AddMinutes(2));
        (await _store.ReadAsync(db => db.Set<Messaging.OutboxMessage>().CountAsync(m => m.DueAt > now))).ShouldBe(3);
    }

    [Theory]
    [InlineData("hello", "not_an_alarm")]
    public async Task What_cannot_become_an_incident_is_recorded_as_ignored(string text, string reason)
    {
        await _store.AppendAsync(text);
        await _store.DecideAsync();
        var delivery = await _store.ReadAsync(db => db.Deliveries.SingleAsync());
        (delivery.Verdict, delivery.Reason, delivery.DecideAt).ShouldBe((DeliveryVerdict.Ignored, reason, null));
        (await _store.MessagesAsync<AlarmStateChanged>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Composite_and_metric_math_alarms_open_incidents_of_their_own()
    {
        await _store.AppendAsync(AlarmMessages.Composite);
        await _store.AppendAsync(AlarmMessages.MetricMath);
        await _store.DecideAsync();
        (await _store.ReadAsync(db => db.Groups.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_is_one_commit_and_a_repeated_message_id_does_not_spoil_it()
    {
        var text = AlarmMessages.Metric("errors", AlarmState.Alarm, At);
        var known = Guid.NewGuid().ToString();
        await _store.AppendAsync(text, messageId: known);
        var twice = Guid.NewGuid().ToString();
        IntakeItem[] batch =
        [
            _store.Item(text), _store.Item(text, messageId: known), _store.Item(text), _store.Item(text, DeliveryVerdict.Held),
            _store.Item(text, messageId: twice), _store.Item(text, messageId: twice),
        ];
        await _store.Get<IntakeWriter>().WriteAsync(batch, default);
        var outcomes = await Task.WhenAll(batch.Select(item => item.Completion.Task));
        outcomes[..4].ShouldBe([IntakeOutcome.Stored, IntakeOutcome.Duplicate, IntakeOutcome.Stored, IntakeOutcome.Stored]);
        outcomes[4..].Order().ShouldBe([IntakeOutcome.Stored, IntakeOutcome.Duplicate]);
        var rows = await _store.ReadAsync(db => db.Deliveries.AsNoTracking().OrderBy(row => row.Seq).ToListAsync());
        rows.Select(row => row.MessageId).ShouldBeUnique();
        var first = rows.Single(row => row.Id == batch[0].Delivery.Id);
        (first.Body, first.ReceivedAt, first.DecideAt, first.RouteGeneration, first.Count, first.MessageType, first.TraceParent).ShouldBe(
            (batch[0].Delivery.Body, batch[0].Delivery.ReceivedAt, batch[0].Delivery.DecideAt, batch[0].Delivery.RouteGeneration, 1,
                batch[0].Delivery.MessageType, batch[0].Delivery.TraceParent));
    }

    [Fact]
    public async Task Held_messages_are_capped_and_decided_once_their_topic_is_accepted()
    {
        await _store.ConnectAsync([], version: 2);
        for (var i = 0; i < 4; i++)
        {
            var outcome = await _store.AppendAsync(
                AlarmMessages.Metric("errors", AlarmState.Alarm, At.AddSeconds(i)), DeliveryVerdict.Held);
            outcome.ShouldBe(i < 3 ? IntakeOutcome.Stored : IntakeOutcome.HeldFull);
        }

        await _store.DecideAsync();
        (await _store.MessagesAsync<AlarmStateChanged>()).ShouldBeEmpty();
        await _store.ConnectAsync(version: 3);
        await _store.ReleaseAsync();
        await _store.DecideAsync();
        (await _store.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(3);
        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_older_version_of_an_integration_changes_nothing()
    {
        await _store.ConnectAsync([], version: 5);
        await _store.ConnectAsync(version: 4);
        (await _store.ReadAsync(db => db.AcceptedTopics.CountAsync())).ShouldBe(0);
        await _store.ConnectAsync(version: 6, status: IntegrationStatus.Disconnected);
        (await _store.ReadAsync(db => db.ConnectedAccounts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Two_deciders_at_once_give_one_incident()
    {
        for (var i = 0; i < 6; i++)
        {
            await _store.AppendAsync(AlarmMessages.Metric($"errors{i}", AlarmState.Alarm, At));
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(_store.DecideAsync)));
        await _store.DecideAsync();
        (await _store.ReadAsync(db => db.Groups.CountAsync())).ShouldBe(1);
        (await _store.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(6);
        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class DecisionOnSqliteTests() : DecisionTests(null);

public sealed class DecisionOnPostgreSqlTests(PostgreSqlServer server) : DecisionTests(server.CreateDatabase());
