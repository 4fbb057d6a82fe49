using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorAzure.Tests;

/// <summary>A simulated subscription in the middle of its incident.</summary>
internal sealed class SimulatedSubscription : IAsyncDisposable
{
    private readonly string _rootFile = Path.GetTempFileName();

    private SimulatedSubscription(CloudSimulation.CloudSimulator simulator)
    {
        Simulator = simulator;
        File.WriteAllText(_rootFile, simulator.Azure.RootPem);
    }

    public CloudSimulation.CloudSimulator Simulator { get; }

    public SimulatorFacts Facts => Simulator.Facts;

    /// <summary>The app registration whose tokens are used; null for the one to connect.</summary>
    public string? ClientId { get; init; }

    public static async Task<SimulatedSubscription> StartAsync(string scenario, Func<Scenario, Scenario>? change = null) =>
        new(await CloudSimulation.CloudSimulator.StartAsync(new CloudSimulatorOptions
        {
            LoadedScenario = (change ?? (same => same))(ScenarioLoader.Load(scenario)),
            AlarmTime = TimeProvider.System.GetUtcNow().AddSeconds(-90),
        }));

    public AzureBench Bench(Action<CollectorAzureOptions>? configure = null, string? clientId = null) => new(
        Simulator.Azure.Endpoint, _rootFile,
        audience => Simulator.Azure.IssueToken(
            audience == CredentialAudiences.AzureLogAnalytics ? "https://api.loganalytics.io" : "https://management.azure.com", clientId),
        configure);

    public AzureSessionGranted Grant()
    {
        var facts = Facts;
        return AzureBench.Grant(
            facts.AzureSubscriptions!, facts.AzureAlertId is null ? null : AzureBench.Said(facts.AzureAlertId.ToLowerInvariant(), facts.AlarmTime), facts.AlarmTime,
            TimeProvider.System.GetUtcNow(), facts.AzureWorkspaceId);
    }

    public async Task<CollectionEnd> RunAsync(
        CollectedFindings findings, Action<CollectorAzureOptions>? configure = null, Func<AzureSessionGranted, AzureSessionGranted>? change = null,
        string? clientId = null)
    {
        using var bench = Bench(configure, clientId);
        var grant = Grant();
        return await bench.Collection.RunAsync(change?.Invoke(grant) ?? grant, findings, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        File.Delete(_rootFile);
    }
}
