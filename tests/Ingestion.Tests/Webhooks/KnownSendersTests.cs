using CauseFlow.Ingestion.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Ingestion.Tests.Webhooks;

public sealed class KnownSendersTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly KnownSenders _known;

    public KnownSendersTests() => _known = new KnownSenders(_time);

    public void Dispose() => _known.Dispose();

    [Fact]
    public void Find_Kept_IsKnownForASecondOfTheServicesClock()
    {
        _known.Keep(("ten_a", "topic"), 7);

        _known.Find(("ten_a", "topic")).ShouldBe(7);
        _known.Contains(("ten_b", "topic")).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        _known.Contains(("ten_a", "topic")).ShouldBeFalse();
    }

    [Fact]
    public void Find_AfterClear_KnowsNobody()
    {
        _known.Keep("a", 1);

        _known.Clear();

        _known.Contains("a").ShouldBeFalse();
    }
}
