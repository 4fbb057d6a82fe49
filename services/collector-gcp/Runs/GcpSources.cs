using CauseFlow.Collection;
using CauseFlow.Collection.Environments;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using Microsoft.Extensions.Options;

namespace CauseFlow.CollectorGcp.Runs;

/// <summary>Makes the sources of one run over its tokens, in the stages in which they run.</summary>
internal sealed class GcpSources(IOptions<CollectorGcpOptions> options, IOptionsMonitor<CollectionOptions> collection)
{
    /// <param name="http">The run's client.</param>
    /// <param name="only">Names of the collecting sources to run; null for all. The alarm and resolving always run.</param>
    public IReadOnlyList<IReadOnlyList<IEvidenceSource>> Create(GcpHttp http, IReadOnlyList<string>? only)
    {
        var monitoring = new MonitoringClient(http);
        var logging = new LoggingClient(http);
        var compute = new ComputeClient(http);
        var container = new ContainerClient(http);
        var run = new RunClient(http, new EnvironmentHasher());
        var bounds = collection.Get(CollectorGcpRegistration.Service);
        IEvidenceSource[] collecting =
        [
            new MetricsSource(monitoring, bounds),
            new LogsSource(logging, bounds),
            new ComputeSource(compute, bounds, options.Value),
            new GkeSource(container, options.Value),
            new RunSource(run, bounds, options.Value),
            new AuditLogSource(logging, options.Value),
        ];
        return
        [
            [new AlarmSource(monitoring)],
            [new ResolveSource(run, compute, container, new ProjectClient(http), bounds)],
            [.. collecting.Where(source => only is null || only.Contains(source.Plan.Source))],
        ];
    }
}
