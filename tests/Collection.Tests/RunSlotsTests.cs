using CauseFlow.Collection.Runs;

namespace CauseFlow.Collection.Tests;

public sealed class RunSlotsTests
{
    [Fact]
    public async Task Tenant_with_many_grants_leaves_a_slot_to_another()
    {
        using var slots = new RunSlots(3);
        var first = await slots.EnterAsync("ten_a", CancellationToken.None);
        using var second = await slots.EnterAsync("ten_a", CancellationToken.None);
        var third = slots.EnterAsync("ten_a", CancellationToken.None);

        third.IsCompleted.ShouldBeFalse("one slot is left, and not for this tenant");
        using var other = await slots.EnterAsync("ten_b", CancellationToken.None);
        var fifth = slots.EnterAsync("ten_c", CancellationToken.None);
        fifth.IsCompleted.ShouldBeFalse("all slots are taken");

        first.Dispose();
        first.Dispose();
        await Task.WhenAny(third, fifth);
        (third.IsCompleted ^ fifth.IsCompleted).ShouldBeTrue("one slot came free");
        (await (third.IsCompleted ? third : fifth)).Dispose();
        (await third).Dispose();
        (await fifth).Dispose();
    }

    [Fact]
    public async Task Wait_that_is_cancelled_takes_nothing()
    {
        using var slots = new RunSlots(1);
        var held = await slots.EnterAsync("ten_a", CancellationToken.None);
        using var source = new CancellationTokenSource();
        Task[] waiting = [slots.EnterAsync("ten_a", source.Token), slots.EnterAsync("ten_b", source.Token)];
        await source.CancelAsync();
        foreach (var wait in waiting)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => wait);
        }

        held.Dispose();
        (await slots.EnterAsync("ten_b", CancellationToken.None)).Dispose();
        (await slots.EnterAsync("ten_a", CancellationToken.None)).Dispose();
    }
}
