using CauseFlow.Contracts;
using CauseFlow.Ingestion.Alarms;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Grouping;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Grouping;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>
/// A composite alarm watches alarms, no resource: it and they are one incident, whichever comes first.
/// </summary>
public abstract class CompositeTests(StoreOptions? postgreSql) : IAsyncLifetime
{
    private const string Rule = "ALARM(errors) OR ALARM(slow)";
    private static readonly DateTimeOffset At = SnsFixture.Now.AddMinutes(-2);
    private readonly IngestionStore _store = new(postgreSql: postgreSql);

    public async ValueTask InitializeAsync() => await _store.ConnectAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_and_an_alarm_that_it_names_are_one_incident_in_both_orders(bool compositeFirst)
    {
        var composite = Down(AlarmState.Alarm, At.AddSeconds(1));
        var errors = AlarmMessages.Metric("errors", AlarmState.Alarm, At);
        await DecideAsync(compositeFirst ? [composite, errors, composite, errors] : [errors, composite, errors, composite]);

        (await _store.MessagesAsync<InvestigationRequested>()).ShouldHaveSingleItem();
        var group = await _store.ReadAsync(db => db.Groups.SingleAsync());
        group.OpenedAt.ShouldBe(At);
        (await _store.MessagesAsync<AlarmStateChanged>()).Select(message => message.IncidentId)
            .ShouldBe([group.IncidentId, group.IncidentId]);
        (await _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.Verdict == DeliveryVerdict.Duplicate))).ShouldBe(2);

        // Whichever came first, the incident is now that of the resource.
        await DecideAsync(AlarmMessages.Metric("throttles", AlarmState.Alarm, At.AddSeconds(5)));
        (await IncidentsAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_incident_is_quiet_when_both_have_ended(bool compositeFirst)
    {
        var composite = Down(AlarmState.Alarm, At.AddSeconds(1));
        var errors = AlarmMessages.Metric("errors", AlarmState.Alarm, At);
        await DecideAsync(compositeFirst ? [composite, errors] : [errors, composite]);
        await DecideAsync(AlarmMessages.Metric("errors", AlarmState.Ok, At.AddSeconds(30)));
        await DecideAsync(Down(AlarmState.InsufficientData, At.AddSeconds(31)));
        (await _store.ReadAsync(db => db.Groups.SingleAsync())).QuietSince.ShouldBeNull();
        await DecideAsync(Down(AlarmState.Ok, At.AddSeconds(40)));
        (await _store.ReadAsync(db => db.Groups.SingleAsync())).QuietSince.ShouldBe(At.AddSeconds(40));
        (await _store.ReadAsync(db => db.Firings.CountAsync(row => row.IncidentId != null))).ShouldBe(5);
    }

    [Fact]
    public async Task Of_two_open_incidents_it_joins_that_of_the_first_alarm_of_its_rule_that_triggered_it()
    {
        await DecideAsync(
            AlarmMessages.Metric("errors", AlarmState.Alarm, At), AlarmMessages.Metric("slow", AlarmState.Alarm, At, "cart"));
        await DecideAsync(Down(AlarmState.Alarm, At.AddSeconds(1), "slow", "errors"));
        await DecideAsync(AlarmMessages.CompositeOf("all", AlarmState.Alarm, At.AddSeconds(2), Rule, ["slow"]));
        var incidents = await _store.ReadAsync(db => db.Firings.ToDictionaryAsync(row => row.Alarm.Name, row => row.IncidentId));
        incidents["down"].ShouldBe(incidents["errors"]);
        incidents["all"].ShouldBe(incidents["slow"]);
        incidents["all"].ShouldNotBe(incidents["down"]);
    }

    [Fact]
    public async Task Where_no_incident_is_open_it_opens_one_of_the_resource_of_the_alarm_that_triggered_it()
    {
        await DecideAsync(
            AlarmMessages.Metric("errors", AlarmState.Alarm, At.AddHours(-2)),
            AlarmMessages.Metric("errors", AlarmState.Ok, At.AddHours(-1)));
        _store.Time.Advance(TimeSpan.FromMinutes(6));
        await _store.Get<DueWorker<GroupResolver>>().RunOnceAsync(default);
        await DecideAsync(Down(AlarmState.Alarm, At));
        await DecideAsync(AlarmMessages.Metric("throttles", AlarmState.Alarm, At.AddSeconds(5)));
        (await IncidentsAsync()).ShouldBe(2);
        (await _store.ReadAsync(db => db.Firings.GroupBy(row => row.IncidentId).Select(rows => rows.Count()).ToListAsync()))
            .ShouldBe([2, 2], ignoreOrder: true);
    }

    [Fact]
    public async Task An_open_incident_of_any_alarm_that_it_names_comes_before_the_resource_of_the_first()
    {
        await DecideAsync(
            AlarmMessages.Metric("errors", AlarmState.Alarm, At.AddHours(-2)),
            AlarmMessages.Metric("errors", AlarmState.Ok, At.AddHours(-1)),
            AlarmMessages.Metric("slow", AlarmState.Alarm, At.AddSeconds(-1), "cart"));
        _store.Time.Advance(TimeSpan.FromMinutes(6));
        await _store.Get<DueWorker<GroupResolver>>().RunOnceAsync(default);
        await DecideAsync(Down(AlarmState.Alarm, At, "errors"));
        var incidents = await _store.ReadAsync(db => db.Firings.Where(row => row.State == AlarmState.Alarm)
            .ToDictionaryAsync(row => row.Alarm.Name, row => row.IncidentId));
        incidents["down"].ShouldBe(incidents["slow"]);
    }

    [Fact]
    public async Task An_alarm_of_another_resource_that_it_names_joins_as_long_as_the_incident_is_open()
    {
        await DecideAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At), Down(AlarmState.Alarm, At.AddSeconds(1)));
        await DecideAsync(AlarmMessages.Metric("slow", AlarmState.Alarm, At.AddSeconds(2), "cart"));
        (await IncidentsAsync()).ShouldBe(1);

        await DecideAsync(
            AlarmMessages.Metric("errors", AlarmState.Ok, At.AddSeconds(3)), Down(AlarmState.Ok, At.AddSeconds(3)),
            AlarmMessages.Metric("slow", AlarmState.Ok, At.AddSeconds(3), "cart"));
        _store.Time.Advance(TimeSpan.FromMinutes(30));
        await _store.Get<DueWorker<GroupResolver>>().RunOnceAsync(default);
        await DecideAsync(AlarmMessages.Metric("slow", AlarmState.Alarm, At.AddMinutes(30), "cart"));
        (await IncidentsAsync()).ShouldBe(2);

        // What comes late goes where the ALARM before it is.
        await DecideAsync(AlarmMessages.Metric("slow", AlarmState.InsufficientData, At.AddSeconds(2), "cart"));
        await DecideAsync(AlarmMessages.Metric("slow", AlarmState.InsufficientData, At.AddSeconds(4), "cart"));
        var first = await _store.ReadAsync(db => db.Firings.Where(row => row.AlarmId.EndsWith("down")).Select(row => row.IncidentId).FirstAsync());
        (await _store.ReadAsync(db => db.Firings.Where(row => row.State == AlarmState.InsufficientData)
            .OrderBy(row => row.StateChangedAt).Select(row => row.IncidentId).ToListAsync())).ShouldBe([null, first]);
    }

    [Fact]
    public async Task An_alarm_of_the_same_name_in_another_region_is_another_alarm()
    {
        await DecideAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, At));
        await DecideAsync(AlarmMessages.CompositeOf("down", AlarmState.Alarm, At, Rule, ["errors"], "eu-west-1"));
        await DecideAsync(AlarmMessages.Metric("slow", AlarmState.Alarm, At, "cart"));
        (await IncidentsAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task Two_replicas_that_decide_about_it_and_its_alarm_at_once_conflict()
    {
        var errors = CloudWatchAlarmParser.Parse(AlarmMessages.Metric("errors", AlarmState.Alarm, At)).Alarm!;
        await using var replica = _store.Scope();
        await replica.ServiceProvider.GetRequiredService<FiringRecorder>()
            .RecordAsync(IngestionStore.Tenant, errors, new FiringOrigin("dlv_1", At), default);
        await DecideAsync(Down(AlarmState.Alarm, At));
        var conflict = await Should.ThrowAsync<DbUpdateException>(
            () => replica.ServiceProvider.GetRequiredService<IngestionDbContext>().SaveChangesAsync());

        // Both rows are written by both replicas; which is refused first is the database's choice.
        var refused = conflict.Entries.ShouldHaveSingleItem().Entity;
        (refused is IncidentKeyLock or AlarmGroup).ShouldBeTrue(refused.GetType().Name);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static string Down(AlarmState state, DateTimeOffset at, params string[] triggering) =>
        AlarmMessages.CompositeOf("down", state, at, Rule, triggering.Length == 0 ? ["errors"] : triggering);

    private async Task DecideAsync(params string[] messages)
    {
        foreach (var message in messages)
        {
            await _store.AppendAsync(message);
            await _store.DecideAsync();
        }
    }

    private Task<int> IncidentsAsync() => _store.ReadAsync(db => db.Groups.CountAsync());
}

public sealed class CompositeOnSqliteTests() : CompositeTests(null);

public sealed class CompositeOnPostgreSqlTests(PostgreSqlServer server) : CompositeTests(server.CreateDatabase());
