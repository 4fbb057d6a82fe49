using System.Diagnostics;
using System.Globalization;

namespace CauseFlow.Fuzz.Tests;

/// <summary>Feeds one target for as long as <see cref="FuzzTime.Budget"/> says, and tells the input by which it broke.</summary>
internal static class FuzzRun
{
    /// <param name="name">For the report.</param>
    /// <param name="corpus">Honest inputs.</param>
    /// <param name="takes">True: the input was taken; false: refused as bad input is. It throws for nothing else.</param>
    /// <param name="time">Null: <see cref="FuzzTime.Budget"/>.</param>
    /// <param name="isHonestTaken">False where an honest input speaks of what is not there.</param>
    public static async Task OfAsync(
        string name, IReadOnlyList<byte[]> corpus, Func<byte[], Task<bool>> takes, TimeSpan? time = null, bool isHonestTaken = true)
    {
        foreach (var honest in corpus)
        {
            (await takes(honest) || !isHonestTaken).ShouldBeTrue($"{name} refuses an honest input: {Text(honest)}");
        }

        var mutator = new Mutator(corpus, FuzzTime.Seed);
        var (inputs, taken, slowest) = (0L, 0L, TimeSpan.Zero);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < (time ?? FuzzTime.Budget))
        {
            var input = mutator.Next();
            var started = clock.Elapsed;
            if (await TakesAsync(name, input, takes))
            {
                taken++;
                mutator.Keep(input);
            }

            inputs++;
            slowest = Max(slowest, clock.Elapsed - started);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {inputs} inputs of seed {FuzzTime.Seed}, {100.0 * taken / Math.Max(1, inputs):0.0} % taken, slowest {slowest.TotalMilliseconds:0.0} ms"));
        inputs.ShouldBeGreaterThan(0);
    }

    private static async Task<bool> TakesAsync(string name, byte[] input, Func<byte[], Task<bool>> takes)
    {
        try
        {
            // Synchronous code that never ends is found too.
            return await Task.Run(() => takes(input)).WaitAsync(FuzzTime.Hang);
        }
        catch (Exception exception)
        {
            throw new FuzzException($"{name} {(exception is TimeoutException ? "hangs" : "breaks")} on {Text(input)}", exception);
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static string Text(byte[] input) => $"base64 {Convert.ToBase64String(input)}";
}
