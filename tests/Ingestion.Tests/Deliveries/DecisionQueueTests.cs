using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>Two replicas on one PostgreSQL.</summary>
public sealed class DecisionQueueTests(PostgreSqlServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset At = SnsFixture.Now.AddMinutes(-2);
    private IngestionStore _first = null!;
    private IngestionStore _second = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await server.CreateDatabaseAsync();
        _first = new IngestionStore(maxStartsPerMinute: 1000, postgreSql: database);
        _second = new IngestionStore(maxStartsPerMinute: 1000, postgreSql: database);
        await _first.ConnectAsync();
    }

    [Fact]
    public async Task Replicas_take_different_rows_in_their_order_and_those_of_a_dead_one_are_taken_again()
    {
        await AppendAsync(20);
        var first = await TakeAsync(_first, 8);
        var second = await TakeAsync(_second, 100);
        first.ShouldBe(Enumerable.Range(1, 8).Select(seq => (long)seq));
        second.ShouldBe(Enumerable.Range(9, 12).Select(seq => (long)seq));
        (await TakeAsync(_first, 100)).ShouldBeEmpty();

        _second.Time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync(_second, 100)).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Replicas_at_once_claim_each_row_exactly_once()
    {
        await AppendAsync(60);
        var taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => Task.Run(() => TakeAsync(i % 2 == 0 ? _first : _second, 5))));
        var rows = taken.SelectMany(seqs => seqs).ToList();
        while (rows.Count <= 60 && await TakeAsync(_first, 5) is { Count: > 0 } more)
        {
            // What was locked by another replica when this one looked.
            rows.AddRange(more);
        }

        rows.Order().ShouldBe(Enumerable.Range(1, 60).Select(seq => (long)seq));
    }

    [Fact]
    public async Task Two_workers_at_once_decide_each_row_exactly_once_and_conflicts_again()
    {
        await AppendAsync(40);
        await Task.WhenAll(
            Task.Run(() => DecideAllAsync(_first)), Task.Run(() => DecideAllAsync(_second)), Task.Run(() => DecideAllAsync(_first)));
        await DecideAllAsync(_first);

        (await _first.ReadAsync(db => db.Deliveries.CountAsync(row => row.DecideAt != null || row.Attempts > 0))).ShouldBe(0);
        (await _first.ReadAsync(db => db.Groups.CountAsync())).ShouldBe(1);
        (await _first.MessagesAsync<AlarmStateChanged>()).Select(message => message.Alarm.Id).Distinct().Count().ShouldBe(40);
        (await _first.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(40);
        (await _first.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_worker_dies_holding_claims()
    {
        await AppendAsync(10);
        (await TakeAsync(_first, 6)).Count.ShouldBe(6);
        await DecideAllAsync(_second);
        (await _second.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(4);
        _second.Time.Advance(TimeSpan.FromMinutes(1));
        await DecideAllAsync(_second);
        (await _second.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_claim_that_ran_out_while_its_row_was_decided_changes_nothing()
    {
        await AppendAsync(1);
        await TakeAsync(_first, 1);
        _second.Time.Advance(TimeSpan.FromMinutes(1));
        await DecideAllAsync(_second);
        (await _first.WithAsync<DeliveryDecider, string?>(decider => decider.DecideAsync(1, default))).ShouldBeNull();
        (await _first.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_stops_gives_back_what_it_has_not_decided()
    {
        await AppendAsync(5);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var share = (await _first.WithAsync<DecisionQueue, List<TenantShare>>(queue => queue.TakeAsync(100, default))).Single();
        await Should.ThrowAsync<OperationCanceledException>(() => _first.Get<DecisionWorker>().DecideAsync(share, stop.Token));
        (await TakeAsync(_second, 100)).Count.ShouldBe(5);

        // A claim that another replica has by now is not given back by the one before.
        await _first.WithAsync<DecisionQueue, int>(async queue =>
        {
            _first.Time.Advance(TimeSpan.FromMilliseconds(1));
            await queue.ReleaseAsync(share with { ClaimedUntil = share.ClaimedUntil!.Value.AddMilliseconds(1) }, share.Rows, default);
            return 0;
        });
        (await TakeAsync(_first, 100)).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    private static async Task DecideAllAsync(IngestionStore replica)
    {
        while (await replica.Get<DecisionWorker>().RunOnceAsync(default))
        {
        }
    }

    private static Task<List<long>> TakeAsync(IngestionStore replica, int limit) =>
        replica.WithAsync<DecisionQueue, List<long>>(async queue =>
            [.. (await queue.TakeAsync(limit, default)).SelectMany(share => share.Rows)]);

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _first.AppendAsync(AlarmMessages.Metric($"errors{i}", AlarmState.Alarm, At));
        }
    }
}
