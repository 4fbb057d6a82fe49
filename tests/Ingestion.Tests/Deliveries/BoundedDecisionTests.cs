using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Ingestion.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>What one sender does, by mistake or on purpose, costs the others nothing.</summary>
public sealed class BoundedDecisionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = SnsFixture.Now;
    private readonly IngestionStore _store = new();

    public async ValueTask InitializeAsync() => await _store.ConnectAsync();

    [Theory]
    [InlineData("0001-01-01T00:00:10.000")]
    [InlineData("2026-02-01T12:00:00.000")]
    [InlineData("2026-03-01T12:05:01.000")]
    [InlineData("2099-01-01T00:00:00.000")]
    [InlineData("9999-12-31T23:59:59.000")]
    public async Task A_state_change_that_cannot_be_of_its_message_is_ignored(string time)
    {
        foreach (var state in (AlarmState[])[AlarmState.Ok, AlarmState.Alarm])
        {
            var honest = AlarmMessages.Metric("errors", state, At);
            honest.ShouldContain("2026-03-01T12:00:00.000");
            await _store.AppendAsync(honest.Replace("2026-03-01T12:00:00.000", time, StringComparison.Ordinal));
        }

        await _store.DecideAsync();
        (await _store.ReadAsync(db => db.Deliveries.Select(row => row.Reason).Distinct().ToListAsync()))
            .ShouldBe([Ingestion.Alarms.AlarmReading.ImplausibleTime]);

        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.DecideAsync();
        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_cannot_be_decided_is_passed_by_and_given_up_in_the_end()
    {
        await _store.AppendAsync("poison");
        await _store.ReadAsync(db => db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(row => row.Body, "{")));
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.DecideAsync();
        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(1);

        for (var attempt = 1; attempt < 20; attempt++)
        {
            _store.Time.Advance(TimeSpan.FromMinutes(1));
            await _store.DecideAsync();
        }

        var row = await _store.ReadAsync(db => db.Deliveries.SingleAsync(d => d.Body == "{"));
        (row.Attempts, row.Verdict, row.Reason, row.DecideAt).ShouldBe((20, DeliveryVerdict.Ignored, "undecidable", null));
    }

    [Fact]
    public async Task A_flood_of_one_tenant_leaves_the_others_their_share_of_a_round()
    {
        for (var i = 0; i < 120; i++)
        {
            await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Ok, At.AddSeconds(-i)));
        }

        var late = _store.Item(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.Get<IntakeWriter>().WriteAsync(
            [new IntakeItem(Copy(late.Delivery, "ten_01JNBBBBBBBBBBBBBBBBBBBBBB"), null)], default);

        await _store.DecideAsync();

        (await _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.TenantId == IngestionStore.Tenant && row.DecideAt == null)))
            .ShouldBe(50);
        (await _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.TenantId != IngestionStore.Tenant && row.DecideAt == null)))
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_tenant_whose_decisions_are_slow_gets_no_more_time_of_a_round_than_its_share()
    {
        for (var i = 0; i < 20; i++)
        {
            await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Ok, At.AddSeconds(-i)));
        }

        var late = _store.Item(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.Get<IntakeWriter>().WriteAsync(
            [new IntakeItem(Copy(late.Delivery, "ten_01JNBBBBBBBBBBBBBBBBBBBBBB"), null)], default);
        _store.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(50);

        await _store.DecideAsync();

        (await _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.TenantId == IngestionStore.Tenant && row.DecideAt == null)))
            .ShouldBeInRange(1, 5);
        (await _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.TenantId != IngestionStore.Tenant && row.DecideAt == null)))
            .ShouldBe(1);
        _store.Time.AutoAdvanceAmount = TimeSpan.Zero;
        await _store.DecideAsync();
        (await _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.DecideAt != null))).ShouldBe(0);
    }

    [Fact]
    public async Task Ten_thousand_flaps_are_three_transitions_to_a_decision()
    {
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At.AddHours(-5)));
        await _store.DecideAsync();
        var incident = await _store.ReadAsync(db => db.Groups.Select(group => group.IncidentId).SingleAsync());
        var first = await _store.ReadAsync(db => db.Firings.AsNoTracking().SingleAsync());
        await _store.ReadAsync(async db =>
        {
            for (var i = 1; i < 10_000; i++)
            {
                db.Firings.Add(new Firing
                {
                    TenantId = first.TenantId, AlarmId = first.AlarmId, IncidentId = incident, IncidentKey = first.IncidentKey,
                    State = i % 2 == 0 ? AlarmState.Alarm : AlarmState.Ok, StateChangedAt = first.StateChangedAt.AddSeconds(i),
                    Alarm = first.Alarm, DeliveryId = first.DeliveryId, ReceivedAt = first.ReceivedAt,
                });
            }

            return await db.SaveChangesAsync();
        });

        var transitions = await _store.WithAsync<FiringHistory, IReadOnlyList<Transition>>(
            history => history.OfGroupAsync(incident, default));

        transitions.Distinct().Count().ShouldBe(3);
        GroupTimeline.Of(transitions, null).QuietSince.ShouldBe(first.StateChangedAt.AddSeconds(9_999));
    }

    [Fact]
    public async Task A_full_incident_follows_how_its_alarms_stand_and_keeps_no_more_of_their_changes()
    {
        for (var second = 0; second < 12; second++)
        {
            await DecideAsync("errors", second % 2 == 0 ? AlarmState.Alarm : AlarmState.Ok, second);
        }

        (await _store.ReadAsync(db => db.Groups.Select(group => group.FiringCount).SingleAsync())).ShouldBe(12);
        foreach (var (state, second) in ((AlarmState, int)[])
            [(AlarmState.InsufficientData, 13), (AlarmState.Ok, 14), (AlarmState.Alarm, 15), (AlarmState.Alarm, 16),
                (AlarmState.Ok, 17), (AlarmState.Alarm, 5)])
        {
            await _store.ReadAsync(db => db.Groups.ExecuteUpdateAsync(
                set => set.SetProperty(group => group.FiringCount, GroupLimit.MaxFirings)));
            await DecideAsync("errors", state, second);
        }

        (await _store.ReadAsync(db => db.Deliveries.OrderBy(row => row.Seq).Skip(12).Select(row => row.Reason).ToListAsync()))
            .ShouldBe(["flapping", "flapping", null, "flapping", null, "flapping"]);
        var group = await _store.ReadAsync(db => db.Groups.SingleAsync());
        group.QuietSince.ShouldBe(At.AddSeconds(17 - 60));
        group.FiringCount.ShouldBe(GroupLimit.MaxFirings);
        (await _store.ReadAsync(db => db.Firings.CountAsync())).ShouldBeLessThan(6);
    }

    [Fact]
    public async Task An_incident_has_no_more_alarms_than_it_may_and_those_that_it_has_still_end()
    {
        await DecideAsync("errors", AlarmState.Alarm, 0);
        await DecideAsync("slow", AlarmState.Alarm, 1);
        await DecideAsync("slow", AlarmState.Alarm, 2);
        (await _store.ReadAsync(db => db.Groups.Select(group => group.AlarmCount).SingleAsync())).ShouldBe(2);
        await _store.ReadAsync(db => db.Groups.ExecuteUpdateAsync(set => set.SetProperty(group => group.AlarmCount, GroupLimit.MaxAlarms)));
        await DecideAsync("throttles", AlarmState.Alarm, 3);
        await DecideAsync("errors", AlarmState.Ok, 4);
        await DecideAsync("slow", AlarmState.Ok, 5);

        var refused = await _store.ReadAsync(db => db.Deliveries.SingleAsync(row => row.Reason == GroupLimit.IncidentFull));
        refused.Verdict.ShouldBe(DeliveryVerdict.Ignored);
        refused.Remedy!.ShouldContain("or close it");
        (await _store.ReadAsync(db => db.Groups.SingleAsync())).QuietSince.ShouldBe(At.AddSeconds(5 - 60));
        (await _store.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task An_alarm_of_an_account_that_is_not_connected_yet_waits_for_it()
    {
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At, account: "999999999999"));
        await _store.DecideAsync();
        var held = await _store.ReadAsync(db => db.Deliveries.SingleAsync());
        (held.Verdict, held.Reason, held.DecideAt).ShouldBe((DeliveryVerdict.Held, "account_not_connected", null));
        await _store.DecideAsync();
        (await _store.MessagesAsync<AlarmStateChanged>()).ShouldBeEmpty();

        await _store.ReadAsync(db =>
        {
            db.ConnectedAccounts.Add(new ConnectedAccount
            {
                TenantId = IngestionStore.Tenant, Account = "999999999999", IntegrationId = "int_2",
            });
            return db.SaveChangesAsync();
        });
        await _store.ReleaseAsync();
        await _store.DecideAsync();
        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_held_gives_its_room_back_and_old_rows_go()
    {
        await _store.ConnectAsync([], version: 2);
        for (var i = 0; i < 3; i++)
        {
            (await HoldAsync(i)).ShouldBe(IntakeOutcome.Stored);
        }

        (await HoldAsync(3)).ShouldBe(IntakeOutcome.HeldFull);
        _store.Time.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));
        await _store.Get<RetentionWorker>().SweepAsync(default);
        (await _store.ReadAsync(db => db.Deliveries.Select(row => new { row.Verdict, row.Reason, row.Body }).Distinct().ToListAsync()))
            .ShouldHaveSingleItem().ShouldBe(new { Verdict = DeliveryVerdict.Ignored, Reason = (string?)"held_too_long", Body = (string?)null });
        (await HoldAsync(4)).ShouldBe(IntakeOutcome.Stored);

        _store.Time.Advance(TimeSpan.FromDays(28));
        await _store.Get<RetentionWorker>().SweepAsync(default);
        (await _store.ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Locks_of_keys_and_links_of_composites_go_when_nobody_has_used_them_for_long()
    {
        await _store.AppendAsync(AlarmMessages.CompositeOf("down", AlarmState.Alarm, At, "ALARM(a) OR ALARM(b)", ["a"]));
        await _store.DecideAsync();
        (await _store.ReadAsync(db => db.IncidentKeys.CountAsync())).ShouldBe(3);
        _store.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        await _store.Get<RetentionWorker>().SweepAsync(default);
        (await _store.ReadAsync(db => db.IncidentKeys.CountAsync())).ShouldBe(0);
        (await _store.ReadAsync(db => db.CompositeLinks.CountAsync())).ShouldBe(2);
        _store.Time.Advance(TimeSpan.FromDays(90));
        await _store.Get<RetentionWorker>().SweepAsync(default);
        (await _store.ReadAsync(db => db.CompositeLinks.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task An_alarm_that_was_answered_200_waits_for_its_account_however_much_is_held()
    {
        for (var i = 0; i < 3; i++)
        {
            await HoldAsync(i);
        }

        for (var i = 0; i < 5; i++)
        {
            await _store.AppendAsync(AlarmMessages.Metric($"errors{i}", AlarmState.Alarm, At, account: "999999999999"));
        }

        await _store.DecideAsync();
        (await _store.ReadAsync(db => db.Deliveries.CountAsync(
            row => row.Verdict == DeliveryVerdict.Held && row.AwaitedAccount == "999999999999" && row.Body != null))).ShouldBe(5);
    }

    [Fact]
    public async Task The_raw_text_goes_with_its_decision()
    {
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await _store.AppendAsync("hello");
        await _store.DecideAsync();
        (await _store.ReadAsync(db => db.Deliveries.OrderBy(row => row.Seq).Select(row => row.Verdict).ToListAsync()))
            .ShouldBe([DeliveryVerdict.Accepted, DeliveryVerdict.Duplicate, DeliveryVerdict.Ignored]);
        (await _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.Body != null))).ShouldBe(0);
    }

    [Fact]
    public async Task Messages_of_a_foreign_topic_do_not_take_the_room_of_confirmations()
    {
        await _store.ConnectAsync([], version: 2);
        for (var i = 0; i < 3; i++)
        {
            await HoldAsync(i);
        }

        var item = _store.Item("", DeliveryVerdict.Held);
        var confirmation = new IntakeItem(Copy(item.Delivery, IngestionStore.Tenant, "SubscriptionConfirmation"), null);
        await _store.Get<IntakeWriter>().WriteAsync([confirmation], default);
        (await confirmation.Completion.Task).ShouldBe(IntakeOutcome.Stored);
    }

    [Fact]
    public async Task The_intake_finds_known_messages_by_an_index()
    {
        var plan = await _store.ReadAsync(async db =>
        {
            var sql = db.Deliveries.Where(row => new[] { "a", "b" }.Contains(row.MessageId))
                .Select(row => new { row.TenantId, row.TopicArn, row.MessageId }).ToQueryString();
            var body = sql[sql.IndexOf("SELECT", StringComparison.Ordinal)..];
            var connection = db.Database.GetDbConnection();
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is EF's own.
            command.CommandText = "EXPLAIN QUERY PLAN " + System.Text.RegularExpressions.Regex.Replace(
                body, @"IN \(.*?\)", "IN ('a', 'b')", System.Text.RegularExpressions.RegexOptions.Singleline);
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            var steps = new List<string>();
            while (await reader.ReadAsync())
            {
                steps.Add(reader.GetString(3));
            }

            return string.Join('\n', steps);
        });

        plan.ShouldContain("SEARCH");
        plan.ShouldNotContain("SCAN d");
    }

    private async Task DecideAsync(string alarm, AlarmState state, int second)
    {
        await _store.AppendAsync(AlarmMessages.Metric(alarm, state, At.AddSeconds(second - 60)));
        await _store.DecideAsync();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private Task<IntakeOutcome> HoldAsync(int second) =>
        _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At.AddSeconds(second)), DeliveryVerdict.Held);

    private static Delivery Copy(Delivery delivery, string tenant, string? type = null) => new()
    {
        Id = delivery.Id, TenantId = tenant, Provider = delivery.Provider, ReceivedAt = delivery.ReceivedAt,
        Verdict = delivery.Verdict, MessageId = delivery.MessageId, TopicArn = delivery.TopicArn,
        MessageType = type ?? delivery.MessageType, Body = delivery.Body, DecideAt = delivery.DecideAt,
    };
}
