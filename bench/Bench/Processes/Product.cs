using System.Text.Json;
using CauseFlow.CloudSimulation;
using CauseFlow.Cluster.Replicas;

namespace CauseFlow.Bench.Processes;

/// <summary>all-in-one against the simulated cloud, and its customer.</summary>
internal sealed class Product : IAsyncDisposable
{
    private Product(Child process, Customer customer, string traceFile) =>
        (Process, Customer, TraceFile) = (process, customer, traceFile);

    public Child Process { get; }

    public Customer Customer { get; }

    public string TraceFile { get; }

    public static async Task<Product> StartAsync(CloudSimulator cloud, string folder, CancellationToken cancellationToken)
    {
        var (facts, ready, traceFile) = (cloud.Facts, Path.Combine(folder, "ready.json"), Path.Combine(folder, "traces.jsonl"));
        var settings = CloudSettings.Of(
            facts.Environment, facts.PrincipalArn, (facts.SnsHost, facts.SnsPort, facts.SnsRootPem), facts.AzureRootPem, folder);
        settings["Data"] = Path.Combine(folder, "data");
        settings["Listen:Public"] = "http://127.0.0.1:0";
        settings["ReadyFile"] = ready;
        settings["Telemetry:TraceFile"] = traceFile;
        settings["RateLimits:PerTenant"] = "100000";
        var process = Child.Start(Programs.AllInOne, folder, settings);
        await process.UntilAsync(() => Task.FromResult(File.Exists(ready)), cancellationToken);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(ready, cancellationToken));
        var customer = new Customer(
            cloud, new Uri(json.RootElement.GetProperty("url").GetString()!),
            json.RootElement.GetProperty("firstAdminKey").GetString()!, process.UntilAsync);
        return new Product(process, customer, traceFile);
    }

    public async ValueTask DisposeAsync()
    {
        Customer.Dispose();
        await Process.DisposeAsync();
    }
}
