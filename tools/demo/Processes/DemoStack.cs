using System.Text.Json;
using CauseFlow.Cluster;
using CauseFlow.Cluster.Processes;
using CauseFlow.Cluster.Replicas;
using CauseFlow.Demo.Api;

namespace CauseFlow.Demo.Processes;

/// <summary>
/// The simulated cloud and the product against it, on ports that the system chooses: all in one process, or every service in one
/// of its own on RabbitMQ and PostgreSQL.
/// </summary>
internal sealed class DemoStack(DemoOptions options, DemoFolder folder) : IAsyncDisposable
{
    private readonly List<ChildProcess> children = [];
    private LocalCluster? cluster;

    /// <summary>Files that the product writes its spans to.</summary>
    public IReadOnlyList<string> TraceFiles => cluster?.TraceFiles ?? [folder.TraceFile];

    /// <summary>Completes when something of it has ended by itself.</summary>
    public Task AnyEnded => Task.WhenAny(
        [.. children.Select(child => child.Exited), .. cluster?.Replicas.Select(replica => replica.Exited) ?? []]);

    /// <exception cref="ProcessException">The simulator ends before it is ready, as with an unknown scenario.</exception>
    public async Task<SimulatorFacts> StartSimulatorAsync(CancellationToken cancellationToken)
    {
        var ready = folder.File("simulator.json");
        var child = ChildProcess.StartDotnet(
            "cloud simulator",
            RepositoryPaths.Assembly("tools/cloud-simulator", "CloudSimulator"),
            ["--scenario", options.Scenario, "--ready-file", ready],
            new Dictionary<string, string>());
        children.Add(child);
        return await child.WhenReadyAsync(_ => Task.FromResult(Read<SimulatorFacts>(ready)), cancellationToken);
    }

    public Task<ProductReady> StartProductAsync(SimulatorFacts facts, CancellationToken cancellationToken)
    {
        var clouds = CloudSettings.Of(facts.Environment, facts.PrincipalArn,
            (facts.SnsHost, facts.SnsPort, facts.SnsRootPem), facts.AzureRootPem, folder.Path);
        if (facts.Truth.IsLate)
        {
            // In real use 6 and 16 minutes: nobody waits so long for a demo.
            clouds["Investigations:SecondPassSeconds"] = "20";
            clouds["Investigations:ThirdPassSeconds"] = "45";
        }

        return options.IsCluster ? StartClusterAsync(clouds, cancellationToken) : StartAllInOneAsync(clouds, cancellationToken);
    }

    /// <summary>The last lines of each process, by its name.</summary>
    public IEnumerable<(string Name, IEnumerable<string> Lines)> Tails(int count) =>
    [
        .. children.Select(child => (child.Name, child.Tail(count))),
        .. cluster?.Replicas.Select(replica => (replica.Service, replica.Tail(count))) ?? [],
    ];

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        foreach (var child in Enumerable.Reverse(children))
        {
            await child.DisposeAsync();
        }
    }

    private async Task<ProductReady> StartAllInOneAsync(Dictionary<string, string> clouds, CancellationToken cancellationToken)
    {
        var ready = folder.File("product.json");
        var settings = clouds.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        settings["Data"] = folder.Data;
        settings["Listen__Public"] = "http://127.0.0.1:0";
        settings["ReadyFile"] = ready;
        settings["Telemetry__TraceFile"] = folder.TraceFile;
        var child = ChildProcess.StartDotnet(
            "all-in-one", RepositoryPaths.Assembly("services/all-in-one", "AllInOne"), [], settings);
        children.Add(child);
        return await child.WhenReadyAsync(_ => Task.FromResult(Read<ProductReady>(ready)), cancellationToken);
    }

    private async Task<ProductReady> StartClusterAsync(Dictionary<string, string> clouds, CancellationToken cancellationToken)
    {
        var made = new ClusterOptions
        {
            Folder = folder.File("cluster"), CollectorReplicas = options.CollectorReplicas, HasDashboard = true, Settings = clouds,
        };
        cluster = await LocalCluster.StartAsync(made, TimeProvider.System, cancellationToken);
        return new ProductReady { Url = cluster.Url, FirstAdminKey = cluster.FirstAdminKey };
    }

    private static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), DemoJson.Options) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            // Half written; the next look finds it whole.
            return null;
        }
    }
}
