using CauseFlow.Bench.Load;
using CauseFlow.Bench.Processes;
using CauseFlow.CloudSimulation;
using CauseFlow.Storage;

namespace CauseFlow.Bench.Accept;

/// <summary>
/// How fast deliveries are accepted durably. Goals: 0.7 of a bare endpoint, level with Alertmanager, which keeps nothing, and a
/// 99th percentile under 50 ms at 1,000 a second.
/// </summary>
internal sealed class AcceptBench(BenchOptions options, CloudSimulator cloud, string folder)
{
    private const int PacedPerSecond = 1000;
    private const int PacedSeconds = 10;
    private const int WarmUp = 2;
    private IReadOnlyList<byte[]>? signed;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (!Wrk.IsInstalled)
        {
            Console.WriteLine("accept: not run; install wrk.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("causeflow-bench-").FullName;
        await using var cloud = await CloudSimulator.StartAsync(new CloudSimulatorOptions(), cancellationToken);
        var bench = new AcceptBench(options, cloud, folder);
        try
        {
            if (options.Store is "sqlite" or "both")
            {
                await bench.RunAsync(StoreProvider.Sqlite, name => Task.FromResult(
                    new StoreOptions { DataFolder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName }), cancellationToken);
            }

            if (options.Store is "postgresql" or "both")
            {
                await bench.RunOnPostgreSqlAsync(cancellationToken);
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RunOnPostgreSqlAsync(CancellationToken cancellationToken)
    {
        await using var server = await BenchPostgreSql.StartAsync(folder, cancellationToken);
        if (server is null)
        {
            Console.WriteLine("accept on PostgreSql: not run; set CAUSEFLOW_BENCH_POSTGRES or install postgresql.");
            return;
        }

        await RunAsync(StoreProvider.PostgreSql, async name => new StoreOptions
        {
            Provider = StoreProvider.PostgreSql,
            ConnectionString = await server.CreateDatabaseAsync(name, cancellationToken),
        }, cancellationToken);
    }

    private async Task RunAsync(
        StoreProvider provider, Func<string, Task<StoreOptions>> freshAsync, CancellationToken cancellationToken)
    {
        AcceptKind[] kinds = [.. Enum.GetValues<AcceptKind>().Where(IsMeasured)];
        var series = kinds.ToDictionary(kind => kind, kind => (Rate: new Series($"{kind}", "/s"), P99: new Series("p99", "ms")));
        for (var round = 0; round <= options.Rounds; round++)
        {
            // Another order each round, and everything fresh: none is always the one after a checkpoint, or with full tables.
            foreach (var kind in kinds.Skip(round % kinds.Length).Concat(kinds.Take(round % kinds.Length)))
            {
                var (perSecond, p99) = await MeasureAsync(kind, $"r{round}_{kind}", freshAsync, cancellationToken);
                await Console.Error.WriteLineAsync($"round {round} {kind}: {perSecond:0} /s");
                if (round > 0)
                {
                    series[kind].Rate.Add(perSecond);
                    series[kind].P99.Add(p99);
                }
            }
        }

        Console.WriteLine($"accept on {provider}, {options.Count} messages a round, {options.Connections} connections");
        foreach (var (rate, p99) in series.Values)
        {
            Console.WriteLine($"  {rate}; {p99}");
        }

        foreach (var kind in kinds.Where(kind => kind is AcceptKind.Ingestion or AcceptKind.Gateway))
        {
            if (series.TryGetValue(AcceptKind.Yardstick, out var yardstick))
            {
                Console.WriteLine($"  {series[kind].Rate.RatioTo(yardstick.Rate)} (goal 0.7)");
            }

            if (series.TryGetValue(AcceptKind.Alertmanager, out var alertmanager))
            {
                Console.WriteLine($"  {series[kind].Rate.RatioTo(alertmanager.Rate)} (goal for Ingestion 1)");
            }

            var paced = await MeasurePacedAsync(kind, $"paced_{kind}", freshAsync, cancellationToken);
            Console.WriteLine($"  {kind} at {PacedPerSecond}/s for {PacedSeconds} s: p50 {paced.P50:0.0} ms, p99 {paced.P99:0.0} ms (goal 50)");
        }
    }

    private bool IsMeasured(AcceptKind kind) =>
        (options.Target is "all" || options.Target.Split(',').Contains($"{kind}", StringComparer.OrdinalIgnoreCase))
        && (kind != AcceptKind.Alertmanager || Alertmanager.IsInstalled);

    private async Task<(double PerSecond, double P99)> MeasureAsync(
        AcceptKind kind, string name, Func<string, Task<StoreOptions>> freshAsync, CancellationToken cancellationToken)
    {
        await using var target = await StartAsync(kind, name, freshAsync, cancellationToken);
        var (type, messages) = kind == AcceptKind.Alertmanager
            ? ("application/json", Alertmanager.Make((1 + WarmUp) * options.Count))
            : ("text/plain; charset=UTF-8", signed ??= new SignedMessages(cloud).Make((1 + WarmUp) * options.Count));

        // A service that has run for a while is what users have: the first ones count for none of the targets.
        _ = await Wrk.PostAsync(target.Url, [.. messages.Take(WarmUp * options.Count)], type, options.Connections, cancellationToken);
        return await Wrk.PostAsync(target.Url, [.. messages.Skip(WarmUp * options.Count)], type, options.Connections, cancellationToken);
    }

    private async Task<(double P50, double P99)> MeasurePacedAsync(
        AcceptKind kind, string name, Func<string, Task<StoreOptions>> freshAsync, CancellationToken cancellationToken)
    {
        var messages = new SignedMessages(cloud);
        await using var target = await StartAsync(kind, name, freshAsync, cancellationToken);
        using var load = new LoadGenerator(options.Connections);
        await load.PostAtAsync(target.Url, messages.Make(PacedPerSecond), PacedPerSecond, cancellationToken);
        return await load.PostAtAsync(target.Url, messages.Make(PacedPerSecond * PacedSeconds), PacedPerSecond, cancellationToken);
    }

    private async Task<AcceptTarget> StartAsync(
        AcceptKind kind, string name, Func<string, Task<StoreOptions>> freshAsync, CancellationToken cancellationToken)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, $"{name}_files")).FullName;
        return await AcceptTarget.StartAsync(kind, cloud, own, await freshAsync(name.ToLowerInvariant()), cancellationToken);
    }
}
