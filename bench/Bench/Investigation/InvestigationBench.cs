using CauseFlow.Bench.Load;
using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Control;

namespace CauseFlow.Bench.Investigation;

/// <summary>
/// What the product adds to the time that the cloud takes: beyond the critical path of its calls (goal 150 ms), and to the
/// slowest single one while collecting (goal 1.3 times).
/// </summary>
internal static class InvestigationBench
{
    private const int SlowestMilliseconds = 3000;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        await using var cloud = await CloudSimulator.StartAsync(
            new CloudSimulatorOptions { Scenario = options.Scenario }, cancellationToken);
        try
        {
            await using var product = await Product.StartAsync(cloud, folder, cancellationToken);
            var total = new Series("alarm to verdict", "ms");
            var overhead = new Series("beyond the calls of the cloud", "ms");
            var before = new Series("  of it before collecting", "ms");
            var between = new Series("  of it while collecting", "ms");
            var after = new Series("  of it after collecting", "ms");
            var ratio = new Series("collection / slowest call", "times");
            for (var round = 0; round <= options.Rounds; round++)
            {
                var fast = await RoundAsync(cloud, product, even: true, cancellationToken);
                var slow = await RoundAsync(cloud, product, even: false, cancellationToken);
                if (round > 0)
                {
                    total.Add(fast.Total);
                    overhead.Add(fast.Overhead);
                    before.Add(fast.Before);
                    between.Add(fast.Between);
                    after.Add(fast.After);
                    ratio.Add(slow.Ratio);
                }
            }

            Console.WriteLine($"investigation of {options.Scenario} in all-in-one, SQLite, warm");
            Console.WriteLine($"  {total} (every call of the cloud takes 100 ms)");
            Console.WriteLine($"  {overhead} (goal 150 ms)");
            Console.WriteLine($"  {before}");
            Console.WriteLine($"  {between}");
            Console.WriteLine($"  {after}");
            Console.WriteLine($"  {ratio} (one call takes {SlowestMilliseconds} ms, every other 50 ms; goal 1.3 times)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The metrics of the cloud whose alarm fires.</summary>
    private static string SlowestCall(CloudSimulator cloud) => cloud.Facts switch
    {
        { AzureAlertId: not null } => "Microsoft.Insights/metrics/read",
        { HasGoogleAlarm: true } => "monitoring:timeSeries.list",
        _ => "cloudwatch:GetMetricData",
    };

    private sealed record Round(double Total, double Overhead, double Before, double Between, double After, double Ratio);

    private static async Task<Round> RoundAsync(
        CloudSimulator cloud, Product product, bool even, CancellationToken cancellationToken)
    {
        cloud.Switches.Clear();
        var measured = await product.Customer.InvestigateAsync(() =>
        {
            // A query's own running time is the cloud's, and no call is under way in it: it has none here.
            var latency = even ? 100 : 50;
            cloud.Switches.Set("*", new Switch { LatencyMs = latency });
            cloud.Switches.Set("logs:StartQuery", new Switch { LatencyMs = latency, QueriesCompleteAtOnce = true });
            if (!even)
            {
                cloud.Switches.Set(SlowestCall(cloud), new Switch { LatencyMs = SlowestMilliseconds });
            }
        }, cancellationToken);

        // Spans are written when they end, the last ones after the verdict.
        CloudCalls calls = null!;
        await product.Process.UntilAsync(() =>
        {
            calls = CloudCalls.Read(product.TraceFile, measured.TraceId);
            return Task.FromResult(calls is { Count: > 0, Redeemed: not null, Collected: not null });
        }, cancellationToken);
        var (sent, start, end, verdict) = (measured.AlarmSent, calls.Collecting!.Value, calls.Collected!.Value, measured.Verdict);
        double Idle(DateTimeOffset from, DateTimeOffset to) =>
            to > from ? (to - from - calls.Busy(from, to)).TotalMilliseconds : 0;
        return new Round(
            (verdict - sent).TotalMilliseconds, Idle(sent, verdict), Idle(sent, start), Idle(start, end < verdict ? end : verdict),
            Idle(end, verdict), (measured.CollectionCompleted - calls.Redeemed!.Value) / calls.Slowest(calls.Redeemed.Value));
    }
}
