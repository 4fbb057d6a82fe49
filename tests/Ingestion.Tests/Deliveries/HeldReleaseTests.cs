using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Sns;
using CauseFlow.Ingestion.Webhooks;
using CauseFlow.Storage;
using CauseFlow.TestServers;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Deliveries;

/// <summary>What makes ingestion look for held messages; a round of decisions does not.</summary>
public abstract class HeldReleaseTests(StoreOptions? postgreSql) : IAsyncDisposable
{
    private readonly IngestionStore _store = new(postgreSql: postgreSql);

    [Fact]
    public async Task A_changed_integration_releases_and_an_older_version_of_it_does_not()
    {
        await _store.ConnectAsync([], version: 2);
        await SignalledAsync();
        await HoldAsync();
        await SignalledAsync();
        await _store.ConnectAsync(version: 1);
        (await IsSignalledAsync()).ShouldBeFalse();
        await _store.ConnectAsync(version: 3);
        await SignalledAsync();

        await _store.DecideAsync();
        (await HeldAsync()).ShouldBe(1);
        await _store.ReleaseAsync();
        (await HeldAsync()).ShouldBe(0);
        await _store.DecideAsync();
        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_approved_topic_releases()
    {
        await _store.ConnectAsync([]);
        await SignalledAsync();
        await _store.ReadAsync(db =>
        {
            db.Confirmations.Add(new Confirmation
            {
                Id = "cnf_1", TenantId = IngestionStore.Tenant, TopicArn = SnsSigner.Topic, MessageId = "1",
                Status = ConfirmationStatus.Waiting, ReceivedAt = SnsFixture.Now, SentAt = SnsFixture.Now, RouteGeneration = 1,
            });
            return db.SaveChangesAsync();
        });
        (await _store.WithAsync<ConfirmationApproval, ApprovalOutcome>(
            approval => approval.ApproveAsync(IngestionStore.Tenant, "cnf_1", default))).ShouldBe(ApprovalOutcome.Approved);
        await SignalledAsync();
    }

    [Fact]
    public async Task An_alarm_that_its_decision_holds_is_looked_at_again()
    {
        await _store.ConnectAsync();
        await SignalledAsync();
        await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, SnsFixture.Now, account: "999999999999"));
        (await IsSignalledAsync()).ShouldBeFalse();
        await _store.DecideAsync();
        await SignalledAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task HoldAsync() =>
        (await _store.AppendAsync(AlarmMessages.Metric("errors", AlarmState.Alarm, SnsFixture.Now), DeliveryVerdict.Held))
            .ShouldBe(IntakeOutcome.Stored);

    private Task<int> HeldAsync() =>
        _store.ReadAsync(db => db.Deliveries.CountAsync(row => row.Verdict == DeliveryVerdict.Held));

    private async Task SignalledAsync() => (await IsSignalledAsync()).ShouldBeTrue();

    /// <summary>A signal that is there is taken without waiting; the clock stands still.</summary>
    private async Task<bool> IsSignalledAsync()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _store.Get<WorkSignal<HeldReleaseWorker>>().WaitAsync(TimeSpan.FromDays(1), stop.Token);
        var isSignalled = waiting.IsCompletedSuccessfully;
        await stop.CancelAsync();
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isSignalled;
    }
}

public sealed class HeldReleaseOnSqliteTests() : HeldReleaseTests(null);

public sealed class HeldReleaseOnPostgreSqlTests(PostgreSqlServer server) : HeldReleaseTests(server.CreateDatabase());
