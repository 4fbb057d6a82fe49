using System.Globalization;
using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.Cluster;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.Bench.Memory;

/// <summary>
/// Resident memory of each collector as a process of its own, whose cloud has 100,000 log lines to offer. Goal: under 200 MB.
/// </summary>
internal static class CollectorMemoryBench
{
    private const int OfferedLines = 100_000;

    /// <summary>Two, because the second finds what the first has left behind.</summary>
    private const int Investigations = 2;

    private static readonly (string Collector, string Scenario)[] Clouds =
    [
        (ServiceNames.CollectorAws, "lambda-timeout"),
        (ServiceNames.CollectorAzure, "app-service-deployment"),
        (ServiceNames.CollectorGcp, "cloud-run-traffic-split"),
    ];

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"memory of each collector, resident, {OfferedLines:N0} log lines offered, {Investigations} investigations (goal under 200 MB)"));
        foreach (var (collector, scenario) in Clouds.Where(cloud => options.Collector == "all" || cloud.Collector == $"collector-{options.Collector}"))
        {
            await MeasureAsync(collector, scenario, options, cancellationToken);
        }
    }

    private static async Task MeasureAsync(
        string collector, string scenario, BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        await using var cloud = await CloudSimulator.StartAsync(
            new CloudSimulatorOptions { LoadedScenario = FloodedScenario.Load(scenario, OfferedLines) }, cancellationToken);
        try
        {
            var facts = cloud.Facts;
            var settings = CloudSettings.Of(
                facts.Environment, facts.PrincipalArn, (facts.SnsHost, facts.SnsPort, facts.SnsRootPem), facts.AzureRootPem, folder);
            await using var cluster = await LocalCluster.StartAsync(
                new ClusterOptions { Folder = Path.Combine(folder, "cluster"), Settings = settings }, TimeProvider.System, cancellationToken);
            using var customer = new Customer(
                cloud, cluster.Url, cluster.FirstAdminKey, (condition, token) => UntilAsync(cluster, condition, token));
            await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds), cancellationToken);
            var process = cluster.Of(collector).ProcessId;
            var rest = ResidentMemory.Now(process);
            ResidentMemory.ForgetPeak(process);
            for (var i = 0; i < Investigations; i++)
            {
                await customer.InvestigateAsync(() => { }, cancellationToken);
            }

            var peak = ResidentMemory.Peak(process);
            await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds), cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {collector}: peak {peak:0} MB, {peak - rest:0} MB above rest ({rest:0} MB); {options.IdleSeconds} s later {ResidentMemory.Now(process):0} MB"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilAsync(LocalCluster cluster, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        while (!await condition())
        {
            if (cluster.Replicas.FirstOrDefault(replica => replica.Exited.IsCompleted) is { } ended)
            {
                throw new InvalidOperationException($"{ended.Service} has ended: {string.Join('\n', ended.Tail(20))}");
            }

            await Task.Delay(100, limit.Token);
        }
    }
}
