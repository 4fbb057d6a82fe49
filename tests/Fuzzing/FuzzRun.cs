using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CauseFlow.Fuzzing;

/// <summary>
/// Fuzzes one target for a bounded time: every input must be answered, without an exception that the target does not promise and
/// within a second. <c>CAUSEFLOW_FUZZ_SECONDS</c> is the time of each target, a short one without it;
/// <c>CAUSEFLOW_FUZZ_SEED</c> repeats a run; <c>CAUSEFLOW_FUZZ_REPORT</c> is a file that figures are added to.
/// </summary>
public static class FuzzRun
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(30);

    /// <summary>Of one target.</summary>
    public static TimeSpan Time { get; } = TimeSpan.FromSeconds(Number("CAUSEFLOW_FUZZ_SECONDS") ?? 0.5);

    /// <summary>Another one each time that the time is asked for; the same one in a short run.</summary>
    public static int Seed { get; } = (int)(Number("CAUSEFLOW_FUZZ_SEED")
        ?? (Number("CAUSEFLOW_FUZZ_SECONDS") is null ? 1 : Environment.ProcessId));

    /// <param name="name">Of the target, for the figures.</param>
    /// <param name="corpus">Good inputs.</param>
    /// <param name="target">Parses one input; true when it took it.</param>
    public static Task OnAsync(string name, IReadOnlyList<string> corpus, Func<byte[], bool> target) =>
        OnAsync(name, corpus, (input, _) => Task.FromResult(target(input)), isSynchronous: true);

    /// <summary>The same for a target that is asked over a wire.</summary>
    public static Task OnAsync(string name, IReadOnlyList<string> corpus, Func<byte[], Mutator, Task<bool>> target) =>
        OnAsync(name, corpus, target, isSynchronous: false);

    private static async Task OnAsync(
        string name, IReadOnlyList<string> corpus, Func<byte[], Mutator, Task<bool>> target, bool isSynchronous)
    {
        var mutator = new Mutator(Seed, [.. corpus.Select(Encoding.UTF8.GetBytes)]);
        var (inputs, taken, slowest, clock) = (0, 0, TimeSpan.Zero, Stopwatch.StartNew());
        while (clock.Elapsed < Time)
        {
            var input = mutator.Next();
            var began = Stopwatch.GetTimestamp();
            try
            {
                // A parser that never comes back would hold the test for ever; on another thread it is noticed.
                var answer = isSynchronous && inputs % 64 != 0
                    ? target(input, mutator) : Task.Run(() => target(input, mutator)).WaitAsync(Hung);
                taken += await answer ? 1 : 0;
            }
            catch (Exception exception)
            {
                throw new FuzzFailedException(name, Seed, inputs, input, exception);
            }

            inputs++;
            var spent = Stopwatch.GetElapsedTime(began);
            slowest = spent > slowest ? spent : slowest;
        }

        slowest.ShouldBeLessThan(isSynchronous ? Slow * 5 : Hung, $"{name}, seed {Seed}");
        Report(string.Create(CultureInfo.InvariantCulture,
            $"{name,-28} {inputs,10:n0} inputs in {clock.Elapsed.TotalSeconds,6:f1} s, {taken,10:n0} taken, slowest {slowest.TotalMilliseconds,8:f1} ms, seed {Seed}"));
    }

    private static void Report(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("CAUSEFLOW_FUZZ_REPORT") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + "\n");
        }
    }

    private static double? Number(string variable) => double.TryParse(
        Environment.GetEnvironmentVariable(variable), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
