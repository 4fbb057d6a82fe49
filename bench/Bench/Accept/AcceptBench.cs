using CauseFlow.Bench.Load;
using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.Storage;

namespace CauseFlow.Bench.Accept;

/// <summary>How fast deliveries are accepted durably, against the yardstick. Goal: 0.7 of it.</summary>
internal static class AcceptBench
{
    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        await using var cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions(), cancellationToken);
        try
        {
            if (options.Store is "sqlite" or "both")
            {
                await RunAsync(options, cloud, Subfolder(folder, "sqlite"),
                    new StoreOptions { DataFolder = Subfolder(folder, "sqlite/product") },
                    new StoreOptions { DataFolder = Subfolder(folder, "sqlite/yardstick") }, cancellationToken);
            }

            if (options.Store is "postgresql" or "both")
            {
                await RunOnPostgreSqlAsync(options, cloud, folder, cancellationToken);
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunOnPostgreSqlAsync(
        BenchOptions options, CloudSimulator cloud, string folder, CancellationToken cancellationToken)
    {
        await using var server = await BenchPostgreSql.StartAsync(folder, cancellationToken);
        if (server is null)
        {
            Console.WriteLine("accept on PostgreSql: not run; set CAUSEFLOW_BENCH_POSTGRES or install postgresql.");
            return;
        }

        async Task<StoreOptions> StoreAsync(string name) => new()
        {
            Provider = StoreProvider.PostgreSql,
            ConnectionString = await server.CreateDatabaseAsync(name, cancellationToken),
        };
        await RunAsync(options, cloud, Subfolder(folder, "pg"), await StoreAsync("product"), await StoreAsync("yardstick"), cancellationToken);
    }

    private static async Task RunAsync(
        BenchOptions options, CloudSimulator cloud, string folder, StoreOptions product, StoreOptions yardstick,
        CancellationToken cancellationToken)
    {
        await using var targets = await AcceptTargets.StartAsync(cloud, folder, product, yardstick, cancellationToken);
        using var load = new LoadGenerator(options.Connections);
        var messages = new SignedMessages(cloud);
        (Uri Url, Series Rate, Series P99)[] all =
        [
            (targets.Yardstick, new("yardstick", "/s"), new("yardstick p99", "ms")),
            (targets.Direct, new("ingestion", "/s"), new("ingestion p99", "ms")),
            (targets.ThroughGateway, new("through the gateway", "/s"), new("through the gateway p99", "ms")),
        ];
        for (var round = 0; round <= options.Rounds; round++)
        {
            // Another order each round, so that none is always the one after a checkpoint.
            foreach (var (url, rate, p99) in all.Skip(round % all.Length).Concat(all.Take(round % all.Length)))
            {
                var (perSecond, milliseconds) = await load.PostAsync(url, messages.Make(options.Count), cancellationToken);
                if (round > 0)
                {
                    rate.Add(perSecond);
                    p99.Add(milliseconds);
                }

                await targets.DrainAsync(cancellationToken);
            }
        }

        Console.WriteLine($"accept on {product.Provider}, {options.Count} messages a round, {options.Connections} connections");
        foreach (var (_, rate, p99) in all)
        {
            Console.WriteLine($"  {rate}; {p99}");
        }

        Console.WriteLine($"  {all[1].Rate.RatioTo(all[0].Rate)} (goal 0.7)");
        Console.WriteLine($"  {all[2].Rate.RatioTo(all[0].Rate)} (goal 0.7)");
    }

    private static string Subfolder(string folder, string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
}
