using System.Globalization;
using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;

namespace CauseFlow.Bench.Memory;

/// <summary>Resident memory of all-in-one at rest. Goal: under 250 MB.</summary>
internal static class MemoryBench
{
    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        await using var cloud = await CloudSimulator.StartAsync(
            new CloudSimulatorOptions { Scenario = options.Scenario }, cancellationToken);
        try
        {
            await using var product = await Product.StartAsync(cloud, folder, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds), cancellationToken);
            var idle = ResidentMemory.Now(product.Process.Id);
            await product.Customer.InvestigateAsync(() => { }, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds), cancellationToken);
            Console.WriteLine($"memory of all-in-one, resident, {options.Scenario}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  after {options.IdleSeconds} s: {idle:0} MB; {options.IdleSeconds} s after one investigation: {ResidentMemory.Now(product.Process.Id):0} MB (goal under 250 MB)"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
