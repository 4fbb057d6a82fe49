using CauseFlow.Collection;
using CauseFlow.Collection.Runs;
using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Resolve;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorAzure.Runs;

/// <summary>Makes the sources of one run over its session, in the stages in which they run.</summary>
internal sealed class AzureSources(
    AzureTransport transport, AzureEndpoints endpoints, IOptions<CollectorAzureOptions> options,
    IOptionsMonitor<CollectionOptions> collection, TimeProvider time)
{
    /// <param name="session">The run's way to tokens.</param>
    /// <param name="only">Names of the collecting sources to run; null for all. Resolving always runs.</param>
    public AzureRun Create(LeaseSession session, IReadOnlyList<string>? only)
    {
        var bounds = collection.Get(CollectorAzureRegistration.Service);
        var tokens = new LeaseTokens(session);
        var management = new LeaseCredential(tokens, CredentialAudiences.AzureManagement);
        var analytics = new LeaseCredential(tokens, CredentialAudiences.AzureLogAnalytics);
        var arm = new ArmRestClient(new AzureHttp(transport, endpoints.Management, management, options.Value, time), bounds,
            options.Value);
        var graph = new ResourceGraphClient(arm);
        var machines = new VirtualMachinesClient(transport, endpoints.Management, management, options.Value, bounds, time);
        var logs = new LogAnalyticsClient(new AzureHttp(transport, endpoints.LogAnalytics, analytics, options.Value, time),
            options.Value.MaxRowsPerQuery);
        IEvidenceSource[] collecting =
        [
            new MetricsSource(new MetricsClient(arm), bounds),
            new LogsSource(logs, bounds, options.Value),
            new VmSource(machines),
            new AksSource(arm),
            new AppServiceSource(arm),
            new ActivityLogSource(arm, options.Value),
            new ResourceHealthSource(arm, options.Value),
        ];
        return new AzureRun(
            [
                [new AlarmSource(arm)],
                [new ResolveSource(graph, bounds)],
                [.. collecting.Where(source => only is null || only.Contains(source.Plan.Source))],
            ],
            tokens);
    }
}

/// <summary>The sources of one run, and the tokens to forget at its end.</summary>
internal sealed record AzureRun(IReadOnlyList<IReadOnlyList<IEvidenceSource>> Stages, LeaseTokens Tokens);
