using System.Diagnostics;
using CauseFlow.Bench.Load;
using CauseFlow.Bench.Memory;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.Bench.Cluster;

/// <summary>
/// The product as separate processes: what the gateway adds, investigations a second with 1, 2 and 4 collectors, a storm of alarms of
/// one resource, and what memory each service takes idle and afterwards. One run of each, on processes that have warmed up on one
/// investigation after the other: the figures say what order of size, not which of two versions is faster.
/// </summary>
internal sealed class ClusterBench(BenchOptions options, ClusterSystem system)
{
    private const int MostCollectors = 4;
    private const int CloudLatency = 200;
    private const int Investigations = 60;
    private const int StormMessages = 5_000;
    private const int StormAlarms = 250;
    private const int StormSeconds = 60;
    private const int Pairs = 1_000;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var system = await ClusterSystem.StartAsync(MostCollectors, cancellationToken);
        var bench = new ClusterBench(options, system);
        await Task.Delay(TimeSpan.FromSeconds(options.IdleSeconds), cancellationToken);
        var idle = bench.Memory();
        foreach (var (name, part) in ((string, Func<CancellationToken, Task>)[])
            [("gateway", bench.GatewayAsync), ("collectors", bench.CollectorsAsync), ("storm", bench.StormAsync)])
        {
            if (options.Part == "all" || options.Part == name)
            {
                await part(cancellationToken);
            }
        }

        var loaded = bench.Memory();
        Console.WriteLine($"memory of each service, resident: after {options.IdleSeconds} s (goal 150 MB), and after all of this");
        foreach (var (service, megabytes) in idle)
        {
            Console.WriteLine($"  {service}: {megabytes:0} MB, {loaded.GetValueOrDefault(service):0} MB");
        }
    }

    /// <summary>The same message over one connection each, in turn: to ingestion itself and through the gateway.</summary>
    private async Task GatewayAsync(CancellationToken cancellationToken)
    {
        var message = system.Alarms("gateway", 1)[0];
        var ingestion = new Uri($"https://localhost:{system.Cluster.Of(ServiceNames.Ingestion).ApiPort}{system.Webhook.AbsolutePath}");
        using var http = system.Cluster.CreateClient();
        var (direct, through) = (new List<double>(Pairs), new List<double>(Pairs));
        for (var pair = -100; pair < Pairs; pair++)
        {
            var (first, second) = (await TimeAsync(http, ingestion, message, cancellationToken),
                await TimeAsync(http, system.Webhook, message, cancellationToken));
            if (pair >= 0)
            {
                direct.Add(first);
                through.Add(second);
            }
        }

        Console.WriteLine($"gateway: ingestion itself p50 {Percentile(direct, 0.5):0.00} ms, p99 {Percentile(direct, 0.99):0.00} ms; through the gateway "
            + $"p50 {Percentile(through, 0.5):0.00} ms, p99 {Percentile(through, 0.99):0.00} ms; added p50 "
            + $"{Percentile(through, 0.5) - Percentile(direct, 0.5):0.00} ms (goal under 1)");
    }

    private async Task CollectorsAsync(CancellationToken cancellationToken)
    {
        system.Cloud.Switches.Set("*", new CloudSimulation.Control.Switch { LatencyMs = CloudLatency });
        var collectors = system.Cluster.Replicas.Where(replica => replica.Service == ServiceNames.CollectorAws).ToList();
        var rates = new Dictionary<int, double>();

        // Not counted: the first to be measured would otherwise pay for what every process does only once.
        await InvestigationsAsync("warmup", cancellationToken);
        foreach (var count in (int[])[MostCollectors, 2, 1])
        {
            await Task.WhenAll(collectors.Skip(count).Select(replica => replica.KillAsync()));
            rates[count] = await InvestigationsAsync($"with{count}", cancellationToken);
        }

        system.Cloud.Switches.Clear();
        foreach (var replica in collectors.Skip(1))
        {
            await system.Cluster.RestartAsync(replica, cancellationToken);
        }

        Console.WriteLine($"investigations a second, one run each, {Investigations} at once, every call {CloudLatency} ms: 1 collector {rates[1]:0.00}, 2 collectors "
            + $"{rates[2]:0.00} ({rates[2] / rates[1]:0.00} times), 4 collectors {rates[4]:0.00} ({rates[4] / rates[1]:0.00} times)");
    }

    private async Task<double> InvestigationsAsync(string prefix, CancellationToken cancellationToken)
    {
        var messages = system.Alarms(prefix, Investigations);
        using var load = new LoadGenerator(options.Connections);
        var clock = Stopwatch.StartNew();
        await load.PostAtAsync(system.Webhook, messages, Investigations, cancellationToken);
        await ClusterSystem.UntilAsync(
            async () => (await system.CountAsync(prefix, cancellationToken)).Ended == Investigations, "all investigations end", cancellationToken);
        return Investigations / clock.Elapsed.TotalSeconds;
    }

    private async Task StormAsync(CancellationToken cancellationToken)
    {
        var messages = system.Storm("storm", StormMessages, StormAlarms);
        using var load = new LoadGenerator(options.Connections);
        var clock = Stopwatch.StartNew();
        var (p50, p99) = await load.PostAtAsync(system.Webhook, messages, StormMessages / StormSeconds, cancellationToken);
        var sent = clock.Elapsed;
        var last = default((long Firings, long Incidents, long Ended));
        await ClusterSystem.UntilAsync(async () =>
        {
            last = await system.CountAsync("storm", cancellationToken);
            return last.Firings == StormMessages && last.Ended > 0;
        }, "every firing of the storm is in an incident", cancellationToken);
        if (last.Incidents != 1)
        {
            throw new InvalidOperationException($"The storm of one resource made {last.Incidents} incidents: no figure of it counts.");
        }

        Console.WriteLine($"storm of {StormMessages} messages of {StormAlarms} alarms of one resource in {sent.TotalSeconds:0} s: gateway p50 {p50:0} ms, "
            + $"p99 {p99:0} ms (goal 250); {last.Firings} firings in {last.Incidents} incident with {last.Ended} investigation, all decided "
            + $"{(clock.Elapsed - sent).TotalSeconds:0} s after the last");
    }

    private Dictionary<string, double> Memory() => system.Cluster.Replicas.GroupBy(replica => replica.Service)
        .ToDictionary(group => group.Key, group => group.Max(replica => ResidentMemory.Now(replica.ProcessId)));

    private static async Task<double> TimeAsync(HttpClient http, Uri url, byte[] message, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(message);
        content.Headers.ContentType = new("text/plain") { CharSet = "UTF-8" };
        using var answer = await http.PostAsync(url, content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
}
