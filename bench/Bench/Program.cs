using System.Globalization;
using CauseFlow.Bench;
using CauseFlow.Bench.Accept;
using CauseFlow.Bench.Cluster;
using CauseFlow.Bench.Investigation;
using CauseFlow.Bench.Memory;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["yardstick", ..])
{
    return await Yardstick.RunAsync(args[1..]);
}

if (BenchOptions.Parse(args.Length == 0 ? ["all"] : args) is not { Name: "accept" or "investigation" or "memory" or "cluster" or "all" } options)
{
    Console.Error.WriteLine("usage: bench [accept|investigation|memory|cluster|all] [--rounds N] [--count N] [--connections N]"
        + " [--store sqlite|postgresql|both] [--idle-seconds N] [--scenario NAME]");
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
    await InvestigationBench.RunAsync(options, stop.Token);
}

if (options.Name is "memory" or "all")
{
    await MemoryBench.RunAsync(options, stop.Token);
}

if (options.Name is "cluster" or "all")
{
    await ClusterBench.RunAsync(options, stop.Token);
}

return 0;
