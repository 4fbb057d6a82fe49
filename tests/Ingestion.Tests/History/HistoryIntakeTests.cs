using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.History;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Deliveries;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Messaging;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Ingestion.Tests.History;

/// <summary>Alarm history against what arrived: what is missing comes in, once, and starts what a delivery would have started.</summary>
public abstract class HistoryIntakeTests(StoreOptions? postgreSql) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = SnsFixture.Now;
    private readonly IngestionStore _store = new(maxStartsPerMinute: 2, postgreSql: postgreSql);

    public async ValueTask InitializeAsync() => await _store.ConnectAsync();

    [Fact]
    public async Task What_never_arrived_is_found_and_investigated_as_a_backfill_and_found_once()
    {
        var at = Now.AddMinutes(-20);
        var look = Observed(Alarm("errors", AlarmState.Alarm, at, (AlarmState.Alarm, at)));

        var first = await LookAsync(look);
        var second = await LookAsync(look);

        (first.Expected, first.Missed, second.Expected, second.Missed).ShouldBe((1, 1, 1, 0));
        var missed = first.Newest.ShouldHaveSingleItem();
        (missed.AlarmName, missed.State, missed.StateChangedAt, missed.FoundAt).ShouldBe(("errors", AlarmState.Alarm, at, Now));
        var started = (await _store.MessagesAsync<InvestigationRequested>()).ShouldHaveSingleItem();
        started.Trigger.ShouldBe(InvestigationTrigger.Backfill);
        started.Alarm!.Dimensions!["FunctionName"].ShouldBe("checkout");
        var row = await _store.ReadAsync(db => db.Deliveries.SingleAsync());
        (row.Provider, row.Verdict, row.IncidentId, row.Body).ShouldBe(
            (HistoryIntake.Provider, DeliveryVerdict.Accepted, started.IncidentId, null));
    }

    [Fact]
    public async Task What_arrived_is_not_missed_though_the_history_dates_it_a_moment_apart()
    {
        var at = Now.AddMinutes(-5);
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, at));
        await _store.DecideAsync();

        var told = await LookAsync(Observed(Alarm("errors", AlarmState.Alarm, at, (AlarmState.Alarm, at.AddMilliseconds(1_700)))));

        (told.Expected, told.Missed).ShouldBe((1, 0));
        (await _store.ReadAsync(db => db.Firings.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task A_delivery_that_comes_after_all_is_a_duplicate_of_what_was_found()
    {
        var at = Now.AddMinutes(-5);
        await LookAsync(Observed(Alarm("errors", AlarmState.Alarm, at, (AlarmState.Alarm, at))));

        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, at));
        await _store.DecideAsync();

        (await _store.ReadAsync(db => db.Deliveries.OrderBy(row => row.Seq).Select(row => row.Verdict).ToListAsync()))
            .ShouldBe([DeliveryVerdict.Accepted, DeliveryVerdict.Duplicate]);
        (await _store.MessagesAsync<InvestigationRequested>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Only_what_tells_an_accepted_topic_should_have_arrived()
    {
        var at = Now.AddMinutes(-5);
        var silent = Alarm("silent", AlarmState.Alarm, at, (AlarmState.Alarm, at)) with { AlarmTopics = [], OkTopics = [] };
        var foreign = Alarm("foreign", AlarmState.Alarm, at, (AlarmState.Alarm, at)) with
        {
            AlarmTopics = ["arn:aws:sns:us-east-1:123456789012:pagers"], OkTopics = [],
        };
        var canary = Alarm("causeflow-canary", AlarmState.Alarm, at, (AlarmState.Alarm, at));
        var elsewhere = Alarm("errors", AlarmState.Alarm, at, (AlarmState.Alarm, at));
        elsewhere = elsewhere with { Alarm = elsewhere.Alarm with { Id = elsewhere.Alarm.Id.Replace("123456789012", "210987654321", StringComparison.Ordinal) } };

        var told = await LookAsync(Observed(silent, foreign, canary, elsewhere));
        var stranger = await LookAsync(Observed(Alarm("errors", AlarmState.Alarm, at, (AlarmState.Alarm, at))) with { IntegrationId = "int_2" });

        (told.Expected, told.Missed, stranger.Expected).ShouldBe((0, 0, 0));
        (await _store.ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_long_over_is_recorded_and_not_investigated_also_when_its_end_comes_with_it()
    {
        var (began, ended) = (Now.AddHours(-3), Now.AddHours(-2));
        var told = await LookAsync(Observed(Alarm("errors", AlarmState.Ok, ended, (AlarmState.Alarm, began), (AlarmState.Ok, ended))));

        told.Missed.ShouldBe(2);
        (await _store.MessagesAsync<InvestigationRequested>()).ShouldBeEmpty();
        (await _store.ReadAsync(db => db.Firings.CountAsync(row => row.IncidentId != null))).ShouldBe(2);
    }

    [Fact]
    public async Task What_still_fires_is_investigated_however_old_and_whatever_was_over_before_it()
    {
        var (past, began) = (Now.AddHours(-9), Now.AddHours(-2));
        await LookAsync(Observed(
            Alarm("over", AlarmState.Ok, began.AddMinutes(1), (AlarmState.Alarm, began), (AlarmState.Ok, began.AddMinutes(1))),
            Alarm("errors", AlarmState.Alarm, began.AddMinutes(2),
                (AlarmState.Alarm, past), (AlarmState.Ok, past.AddMinutes(5)), (AlarmState.Alarm, began.AddMinutes(2)))));

        // Both are alarms of one resource: the incident that the first opened, long over, is investigated with the second.
        var started = (await _store.MessagesAsync<InvestigationRequested>()).ShouldHaveSingleItem();
        started.Alarm!.Name.ShouldBe("errors");
        started.Alarm.StateChangedAt.ShouldBe(began.AddMinutes(2));
        (await _store.ReadAsync(db => db.Groups.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task An_end_that_nobody_is_told_of_ends_the_incident_and_is_not_missed()
    {
        var at = Now.AddMinutes(-12);
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, at));
        await _store.DecideAsync();

        var told = await LookAsync(Observed(
            Alarm("errors", AlarmState.Ok, at.AddMinutes(5), (AlarmState.Alarm, at), (AlarmState.Ok, at.AddMinutes(5))) with { OkTopics = [] }));

        (told.Expected, told.Missed).ShouldBe((1, 0));
        (await _store.ReadAsync(db => db.Groups.SingleAsync())).QuietSince.ShouldBe(at.AddMinutes(5));
    }

    [Fact]
    public async Task Starts_obey_the_cap()
    {
        var at = Now.AddMinutes(-5);
        await LookAsync(Observed([.. Enumerable.Range(0, 5).Select(i =>
            Alarm($"errors-{i}", AlarmState.Alarm, at, (AlarmState.Alarm, at)) is var alarm
                ? alarm with { Alarm = alarm.Alarm with { Dimensions = new Dictionary<string, string> { ["FunctionName"] = $"f{i}" } } } : alarm)]));

        var starts = await _store.MessagesAsync<InvestigationRequested>();
        starts.Select(start => start.RequestedAt).Order().ShouldBe(
            [Now, Now, Now.AddMinutes(1), Now.AddMinutes(1), Now.AddMinutes(2)]);
        starts.ShouldAllBe(start => start.Trigger == InvestigationTrigger.Backfill);
    }

    [Fact]
    public async Task The_end_of_a_look_is_passed_on()
    {
        var told = await LookAsync(Observed() with
        {
            Part = 3, IsLast = true, ReadUntil = Now.AddMinutes(-2), Reason = RefusalReason.Throttled, Message = "m", Remedy = "r",
        });

        (told.Part, told.IsLast, told.ReadUntil, told.Reason, told.Message, told.Remedy).ShouldBe(
            (3, true, Now.AddMinutes(-2), RefusalReason.Throttled, "m", "r"));
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<AlarmHistoryChecked> LookAsync(AlarmHistoryObserved look)
    {
        await using var scope = _store.Scope();
        var told = await scope.ServiceProvider.GetRequiredService<HistoryIntake>().AddMissingAsync(look, default);
        await scope.ServiceProvider.GetRequiredService<IngestionDbContext>().SaveChangesAsync();
        while (await _store.Get<DecisionWorker>().RunOnceAsync(default))
        {
            // Rounds are bounded by time.
        }

        return told;
    }

    private static AlarmHistoryObserved Observed(params ObservedAlarm[] alarms) => new()
    {
        TenantId = IngestionStore.Tenant, IntegrationId = "int_1", LeaseId = "lea_1", Account = AlarmMessages.Account,
        Part = 1, IsLast = true, Alarms = alarms, ObservedAt = Now,
    };

    private static ObservedAlarm Alarm(
        string name, AlarmState state, DateTimeOffset at, params (AlarmState State, DateTimeOffset At)[] changes) => new()
        {
            Alarm = CloudWatchAlarmParser.Parse(AlarmMessages.Metric(name, state, at)).Alarm!,
            AlarmTopics = [SnsSigner.Topic], OkTopics = [SnsSigner.Topic], InsufficientDataTopics = [],
            Transitions = [.. changes.Select(change => new ObservedTransition { State = change.State, At = change.At })],
        };
}

public sealed class HistoryIntakeOnSqliteTests() : HistoryIntakeTests(null);

public sealed class HistoryIntakeOnPostgreSqlTests(PostgreSqlServer server) : HistoryIntakeTests(server.CreateDatabase());
