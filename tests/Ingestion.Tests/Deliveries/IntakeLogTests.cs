using CauseFlow.Ingestion.Senders;
using CauseFlow.Ingestion.Deliveries;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Ingestion.Tests.Deliveries;

public sealed class IntakeLogTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);
    private readonly FakeTimeProvider _time = new();
    private readonly IntakeLog _sut;

    public IntakeLogTests() => _sut = new IntakeLog(new SenderBeats(null!), Options.Create(new IngestionOptions()), _time);

    [Fact(Timeout = 30_000)]
    public async Task Deciding_gives_way_to_a_crowd_of_senders_for_so_long_and_no_longer()
    {
        var senders = Crowd(16);

        var begun = _time.GetTimestamp();
        await PassAsync(_sut.LetSendersPassAsync(Limit, TestContext.Current.CancellationToken));

        _time.GetElapsedTime(begun).ShouldBeGreaterThanOrEqualTo(Limit);
        _sut.Close();
        (await Task.WhenAll(senders)).ShouldAllBe(outcome => outcome == IntakeOutcome.Unavailable);
    }

    [Fact(Timeout = 30_000)]
    public async Task Deciding_goes_on_when_the_crowd_is_gone_and_never_waits_for_a_few()
    {
        var senders = Crowd(16);
        var passing = _sut.LetSendersPassAsync(Limit, TestContext.Current.CancellationToken);
        passing.IsCompleted.ShouldBeFalse();

        _sut.Close();
        await Task.WhenAll(senders);

        await PassAsync(passing);
        var few = new IntakeLog(new SenderBeats(null!), Options.Create(new IngestionOptions()), _time);
        _ = Enumerable.Range(0, 15).Select(_ => few.AppendAsync(Item(), TestContext.Current.CancellationToken)).ToList();
        few.LetSendersPassAsync(Limit, TestContext.Current.CancellationToken).IsCompletedSuccessfully.ShouldBeTrue();
    }

    private List<Task<IntakeOutcome>> Crowd(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _sut.AppendAsync(Item(), TestContext.Current.CancellationToken))];

    private static IntakeItem Item() => new(
        new Delivery
        {
            Id = "dlv_1", TenantId = "ten_1", Provider = "cloudwatch", ReceivedAt = DateTimeOffset.UnixEpoch, Verdict = DeliveryVerdict.Accepted,
        },
        null);

    private async Task PassAsync(Task passing)
    {
        while (!passing.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await passing;
    }
}
