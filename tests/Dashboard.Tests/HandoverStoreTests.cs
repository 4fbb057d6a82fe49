using CauseFlow.Dashboard.Shell;
using Microsoft.Extensions.Time.Testing;

namespace CauseFlow.Dashboard.Tests;

public sealed class HandoverStoreTests
{
    private const long Page = 1024 * 1024;
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void What_is_kept_is_bounded_by_size_and_one_person_takes_no_others_room()
    {
        var store = new HandoverStore(time);
        var greedy = 0;
        while (store.Put("a large page", Page, "greedy") is not null)
        {
            greedy++;
        }

        greedy.ShouldBe((int)(HandoverStore.MostBytesOfOne / Page));
        var others = Enumerable.Range(0, 100).Count(i => store.Put("a large page", Page, $"person {i}") is not null);
        (others + greedy).ShouldBe((int)(HandoverStore.MostBytes / Page));
    }

    [Fact]
    public void Small_pages_are_bounded_by_number_and_make_room_with_time()
    {
        var store = new HandoverStore(time);
        Enumerable.Range(0, 1_000).Count(_ => store.Put("x", 1, "one") is not null).ShouldBe(HandoverStore.MostOfOne);
        var id = store.Put("y", 1, "another")!;

        store.TryTake<string>(id, out var taken).ShouldBeTrue();
        taken.ShouldBe("y");
        store.TryTake<string>(id, out _).ShouldBeFalse("once");
        time.Advance(TimeSpan.FromSeconds(21));
        store.Put("x", 1, "one").ShouldNotBeNull();
    }
}
