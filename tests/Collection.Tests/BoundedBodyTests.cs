using CauseFlow.Collection.Calls;

namespace CauseFlow.Collection.Tests;

public sealed class BoundedBodyTests
{
    private const int Bound = 100_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(70_000, 0)]
    [InlineData(Bound, 0)]
    [InlineData(70_000, 70_000)]
    [InlineData(Bound, Bound)]
    [InlineData(70_000, 10)]
    [InlineData(10, 70_000)]
    [InlineData(70_000, Bound + 1)]
    public async Task ReadAsync_WithinTheBound_GivesEveryByteWhateverLengthWasSaid(int length, int said)
    {
        var body = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();

        (await ReadAsync(body, said)).ShouldBe(body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(Bound)]
    public async Task ReadAsync_OneByteBeyondTheBound_GivesNothing(int said) => (await ReadAsync(new byte[Bound + 1], said)).ShouldBeNull();

    [Fact]
    public async Task ReadAsync_OfKnownLength_MakesOneArray()
    {
        var body = new byte[Bound];
        await ReadAsync(body, Bound);
        var before = GC.GetAllocatedBytesForCurrentThread();

        await ReadAsync(body, Bound);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Bound + 16_384);
    }

    private static async Task<byte[]?> ReadAsync(byte[] body, int said)
    {
        using var stream = new MemoryStream(body);
        return await BoundedBody.ReadAsync(stream, Bound, CancellationToken.None, said);
    }
}
