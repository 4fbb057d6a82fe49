using System.Globalization;
using CauseFlow.Bench;
using CauseFlow.Bench.Accept;
using CauseFlow.Bench.Cluster;
using CauseFlow.Bench.Investigation;
using CauseFlow.Bench.Memory;
using CauseFlow.Bench.Text;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["yardstick", ..])
{
    return await Yardstick.RunAsync(args[1..]);
}

string[] names = ["accept", "investigation", "memory", "collector-memory", "cluster", "text", "all"];
if (BenchOptions.Parse(args.Length == 0 ? ["all"] : args) is not { } options || !names.Contains(options.Name))
{
    Console.Error.WriteLine($"usage: bench [{string.Join('|', names)}] [--rounds N] [--count N] [--connections N]"
        + " [--store sqlite|postgresql|both] [--idle-seconds N] [--scenario NAME] [--latency even|mix] [--collector aws|azure|gcp|all]"
        + " [--part gateway|collectors|storm|memory|all] [--target NAME,NAME]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
if (options.Name is "accept" or "all")
{
    await AcceptBench.RunAsync(options, stop.Token);
}

if (options.Name is "investigation" or "all")
{
    await (options.Latency == "mix" ? MixedLatencyBench.RunAsync(options, stop.Token) : InvestigationBench.RunAsync(options, stop.Token));
}

if (options.Name is "memory" or "all")
{
    await MemoryBench.RunAsync(options, stop.Token);
}

if (options.Name is "collector-memory" or "all")
{
    await CollectorMemoryBench.RunAsync(options, stop.Token);
}

if (options.Name is "cluster" or "all")
{
    await ClusterBench.RunAsync(options, stop.Token);
}

if (options.Name is "text" or "all")
{
    TextBench.Run(options);
}

return 0;
