using CauseFlow.CloudSimulation;
using CauseFlow.CloudSimulation.Control;
using CauseFlow.CloudSimulation.Scenarios;
using CauseFlow.Collection.Runs;
using CauseFlow.Contracts;

namespace CauseFlow.CollectorGcp.Tests;

/// <summary>The simulated project in the middle of its incident, and tokens of its account with the scope of each audience.</summary>
public sealed class SimulatedProject : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Scopes = new(StringComparer.Ordinal)
    {
        [CredentialAudiences.GcpLogging] = "logging.read", [CredentialAudiences.GcpMonitoring] = "monitoring.read",
        [CredentialAudiences.GcpCompute] = "compute.readonly", [CredentialAudiences.GcpContainer] = "container.read-only",
        [CredentialAudiences.GcpRun] = "cloud-platform", [CredentialAudiences.GcpResourceManager] = "cloud-platform.read-only",
    };

    private readonly string _scenario;
    private readonly Func<Scenario, Scenario> _change;

    internal SimulatedProject(string scenario = "cloud-run-traffic-split", Func<Scenario, Scenario>? change = null) =>
        (_scenario, _change) = (scenario, change ?? (same => same));

    public CloudSimulator Simulator { get; private set; } = null!;

    /// <summary>The alarm as ingestion reads it off the webhook.</summary>
    public AlarmFact Alarm => new()
    {
        Provider = CloudProvider.Gcp, Id = $"projects/{Google.Project}/incidents/{Google.Alarm!.IncidentId}", Name = "as the message says",
        Account = Google.Project, Region = "europe-west1", State = AlarmState.Alarm, StateChangedAt = Simulator.Facts.AlarmTime,
        RuleId = Google.ConditionName, ResourceType = Google.Alarm.ResourceType,
        Dimensions = Google.Alarm.ResourceLabels.Concat(Google.Alarm.MetricLabels).ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    private ScenarioGoogle Google => Simulator.Scenario.Google!;

    public async ValueTask InitializeAsync() => Simulator = await CloudSimulator.StartAsync(new CloudSimulatorOptions
    {
        LoadedScenario = _change(ScenarioLoader.Load(_scenario)), AlarmTime = TimeProvider.System.GetUtcNow().AddSeconds(-30),
    });

    public ValueTask DisposeAsync() => Simulator.DisposeAsync();

    internal string TokenOf(string audience) =>
        Simulator.Google!.IssueToken([$"https://www.googleapis.com/auth/{Scopes[audience]}"], TimeSpan.FromMinutes(15));

    internal void Fault(string key, Switch settings) => Simulator.Switches.Set(key, settings);

    internal GcpBench Bench(Action<CollectorGcpOptions>? configure = null) => new(Simulator.Google!.Endpoint, TokenOf, configure);

    internal GcpSessionGranted Grant(LeasePurpose purpose = LeasePurpose.Investigation) => GcpBench.Grant(
        Google.Project, Google.Alarm is null ? null : Alarm, Simulator.Facts.AlarmTime, TimeProvider.System.GetUtcNow(), purpose);

    internal async Task<CollectionEnd> RunAsync(
        CollectedFindings findings, Func<GcpSessionGranted, GcpSessionGranted>? change = null, Action<CollectorGcpOptions>? configure = null)
    {
        using var bench = Bench(configure);
        return await bench.Collection.RunAsync((change ?? (same => same))(Grant()), findings, TestContext.Current.CancellationToken);
    }
}
