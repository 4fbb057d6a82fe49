using CauseFlow.Contracts;
using CauseFlow.Ingestion.Deliveries;
using CauseFlow.Ingestion.Senders;
using CauseFlow.Ingestion.Tests.Alarms;
using CauseFlow.Ingestion.Tests.Deliveries;
using CauseFlow.Ingestion.Tests.Sns;
using Microsoft.EntityFrameworkCore;

namespace CauseFlow.Ingestion.Tests.Senders;

/// <summary>Who has gone quiet, and what a canary alarm proves.</summary>
public sealed class SenderTests : IAsyncLifetime
{
    private const string Other = "arn:aws:sns:us-east-1:123456789012:other";
    private readonly IngestionStore _store = new();

    public async ValueTask InitializeAsync() => await _store.ConnectAsync([SnsSigner.Topic, Other]);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_topic_that_has_sent_and_sends_no_more_is_quiet_and_one_that_never_did_is_not()
    {
        Hear(DeliveryVerdict.Accepted);
        var heard = _store.Time.GetUtcNow();

        (await SendersAsync()).Select(sender => (sender.TopicArn, sender.IntegrationId, sender.LastReceivedAt, sender.IsQuiet)).ShouldBe(
            [(SnsSigner.Topic, "int_1", heard, false), (Other, "int_1", null, false)], ignoreOrder: true);
        _store.Time.Advance(TimeSpan.FromHours(49));
        (await SendersAsync()).Single(sender => sender.TopicArn == SnsSigner.Topic).IsQuiet.ShouldBeTrue();
        (await SendersAsync()).Single(sender => sender.TopicArn == Other).IsQuiet.ShouldBeFalse();

        Hear(DeliveryVerdict.Accepted);
        (await SendersAsync()).ShouldAllBe(sender => !sender.IsQuiet);
    }

    [Fact]
    public async Task Who_is_not_accepted_is_not_kept()
    {
        Hear(DeliveryVerdict.Held);

        await _store.Get<SenderBeats>().FlushAsync(default);

        (await _store.ReadAsync(db => db.SenderBeats.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData("causeflow-canary", true)]
    [InlineData("causeflow-canary-eu", true)]
    [InlineData("causeflow-canary2", false)]
    [InlineData("checkout", false)]
    public async Task A_canary_alarm_proves_the_way_and_starts_nothing(string name, bool isCanary)
    {
        var firedAt = _store.Time.GetUtcNow().AddSeconds(-3);
        await _store.AppendAsync(AlarmMessages.Metric(name, AlarmState.Alarm, firedAt));
        await _store.DecideAsync();

        (await _store.MessagesAsync<InvestigationRequested>()).Count.ShouldBe(isCanary ? 0 : 1);
        (await _store.MessagesAsync<AlarmStateChanged>()).Count.ShouldBe(isCanary ? 0 : 1);
        var row = await _store.ReadAsync(db => db.Deliveries.SingleAsync());
        row.Verdict.ShouldBe(isCanary ? DeliveryVerdict.Ignored : DeliveryVerdict.Accepted);
        row.Reason.ShouldBe(isCanary ? Canary.Reason : null);
        var proof = (await SendersAsync()).Single(sender => sender.TopicArn == SnsSigner.Topic).Canary;
        (proof?.FiredAt, proof?.AlarmArn, proof?.IsOverdue).ShouldBe(
            isCanary ? (firedAt, AlarmMessages.Arn(name), false) : (null, null, null));
    }

    [Fact]
    public async Task The_last_proof_counts_and_is_overdue_when_none_follows()
    {
        var first = _store.Time.GetUtcNow();
        await FireAsync(first);
        await FireAsync(first.AddMinutes(-10));
        (await ProofAsync()).FiredAt.ShouldBe(first, "one that comes late proves no more");

        _store.Time.Advance(TimeSpan.FromHours(27));
        (await ProofAsync()).IsOverdue.ShouldBeTrue();
        await FireAsync(_store.Time.GetUtcNow());
        (await ProofAsync()).IsOverdue.ShouldBeFalse();
    }

    private async Task FireAsync(DateTimeOffset at)
    {
        await _store.AppendAsync(AlarmMessages.Metric(Canary.Name, AlarmState.Alarm, at));
        await _store.DecideAsync();
    }

    private async Task<CanaryView> ProofAsync() =>
        (await SendersAsync()).Single(sender => sender.TopicArn == SnsSigner.Topic).Canary.ShouldNotBeNull();

    private void Hear(DeliveryVerdict verdict) => _store.Get<SenderBeats>().Note(_store.Item("x", verdict).Delivery);

    private Task<IReadOnlyList<SenderView>> SendersAsync() =>
        _store.WithAsync<SenderList, IReadOnlyList<SenderView>>(list => list.OfAsync(IngestionStore.Tenant, default));
}
