using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Sns;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>How a sender learns what became of its alert.</summary>
public sealed class DecisionBoardTests : IAsyncLifetime
{
    private readonly IngestionStore _store = new();
    private IntakeItem _item = null!;

    public async ValueTask InitializeAsync()
    {
        await _store.ConnectAsync();
        _item = _store.Item(AlarmMessages.Metric("errors", AlarmState.Alarm, SnsFixture.Now));
    }

    [Fact]
    public async Task This_replicas_decision_is_told_while_the_clock_stands_still()
    {
        var waiting = WaitAsync();
        await _store.DecideAsync();
        (await waiting).ShouldNotBeNull().IncidentId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_decision_of_another_replica_is_found_in_the_store()
    {
        var waiting = WaitAsync();
        await _store.WithAsync<DeliveryDecider, string?>(decider => decider.DecideAsync(1, default));
        waiting.IsCompleted.ShouldBeFalse();
        await AdvanceAsync(waiting);
        (await waiting).ShouldNotBeNull().Verdict.ShouldBe(DeliveryVerdict.Accepted);
    }

    [Fact]
    public async Task Without_a_decision_the_sender_is_told_so_in_the_end()
    {
        var waiting = WaitAsync();
        await AdvanceAsync(waiting);
        (await waiting).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_not_stored_is_not_waited_for()
    {
        var (outcome, decision) = await _store.Get<DecisionBoard>().WaitAsync(
            "dlv_1", () => Task.FromResult(IntakeOutcome.Unavailable), default);
        (outcome, decision).ShouldBe((IntakeOutcome.Unavailable, null));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<Decision?> WaitAsync() => (await _store.Get<DecisionBoard>().WaitAsync(
        _item.Delivery.Id,
        async () =>
        {
            await _store.Get<IntakeWriter>().WriteAsync([_item], default);
            return await _item.Completion.Task;
        },
        default)).Decision;

    private async Task AdvanceAsync(Task waiting)
    {
        while (!waiting.IsCompleted)
        {
            _store.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
