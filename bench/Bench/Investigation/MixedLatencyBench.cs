using CauseFlow.Bench.Load;
using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.Bench.Investigation;

/// <summary>
/// Collecting where every call of the cloud takes 20 to 400 ms, the same ones in every round: against the slowest single call, and
/// against what no order of the same calls could beat.
/// </summary>
internal static class MixedLatencyBench
{
    private const int Least = 20;
    private const int Most = 400;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        await using var cloud = await CloudSimulator.StartAsync(
            new CloudSimulatorOptions { Scenario = options.Scenario }, cancellationToken);
        try
        {
            await using var product = await Product.StartAsync(cloud, folder, cancellationToken);
            var time = new Series("collecting", "ms");
            var calls = new Series("calls", "");
            var slowest = new Series("collection / slowest call", "times");
            var busy = new Series("collection / time with a call under way", "times");
            var sum = new Series("collection / all calls one after the other", "times");
            for (var round = 0; round <= options.Rounds; round++)
            {
                var (measured, made) = await RoundAsync(cloud, product, cancellationToken);
                if (round > 0)
                {
                    var (from, to) = (made.Redeemed!.Value, measured.CollectionCompleted);
                    time.Add((to - from).TotalMilliseconds);
                    calls.Add(made.CountFrom(from));
                    slowest.Add((to - from) / made.Slowest(from));
                    busy.Add((to - from) / made.Busy(from, to));
                    sum.Add((to - from) / made.Sum(from));
                }
            }

            Console.WriteLine($"collection of {options.Scenario} in all-in-one, SQLite, warm; calls take {Least} to {Most} ms by chance");
            Console.WriteLine($"  {time}");
            Console.WriteLine($"  {calls}");
            Console.WriteLine($"  {slowest} (goal 1.3 times, where sources do not wait for their own calls)");
            Console.WriteLine($"  {busy} (what the product adds)");
            Console.WriteLine($"  {sum}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(Measured Measured, CloudCalls Calls)> RoundAsync(
        CloudSimulator cloud, Product product, CancellationToken cancellationToken)
    {
        cloud.Switches.Clear();
        var measured = await product.Customer.InvestigateAsync(() =>
        {
            // Set anew each time, so that the same calls take the same time again.
            cloud.Switches.Set("*", new Switch { LatencyMs = Least, MaxLatencyMs = Most });
            cloud.Switches.Set("logs:StartQuery", new Switch { LatencyMs = Least, MaxLatencyMs = Most, QueriesCompleteAtOnce = true });
        }, cancellationToken);
        CloudCalls calls = null!;
        await product.Process.UntilAsync(() =>
        {
            calls = CloudCalls.Read(product.TraceFile, measured.TraceId);
            return Task.FromResult(calls is { Count: > 0, Redeemed: not null, Collected: not null });
        }, cancellationToken);
        return (measured, calls);
    }
}
