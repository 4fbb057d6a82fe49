using CauseFlow.CollectorAzure.Clients;
using CauseFlow.CollectorAzure.Resolve;
using CauseFlow.CollectorAzure.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Conformance.Azure;

public sealed class AlarmSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new AlarmSource(clients.Arm);

    /// <summary>The rule and the graph are optional; the alert itself is what the source is about.</summary>
    protected override bool IsFaulty(string action) => action.StartsWith("Microsoft.AlertsManagement", StringComparison.Ordinal);

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

public sealed class ResolveSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new ResolveSource(clients.Graph, new CollectionOptions());

    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => new()
    {
        Watched = [new WatchedAlarm(context.Alarm! with
        {
            TargetIds = [.. Enumerable.Range(0, 51).Select(i => $"/subscriptions/{AzureAnswers.Subscription}/resourcegroups/g/providers/microsoft.web/sites/s{i}")],
        }, [], "a")],
    };
}

public sealed class VmSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new VmSource(clients.Machines);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(context, 31, AzureKinds.Vm);
}

public sealed class AksSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new AksSource(clients.Arm);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(context, 6, AzureKinds.Cluster);
}

public sealed class AppServiceSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new AppServiceSource(clients.Arm);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(context, 11, AzureKinds.Site);
}

public sealed class MetricsSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new MetricsSource(clients.Metrics, new CollectionOptions());

    /// <summary>The fake has two of the many names, which Azure would never leave out of its answer.</summary>
    protected override CoverageOutcome GoodOutcome => CoverageOutcome.Partial;

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(context, 10, AzureKinds.Vm);
}

public sealed class LogsSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new LogsSource(clients.Logs, new CollectionOptions(), clients.Options);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(context, 11, AzureKinds.Site);
}

public sealed class ActivityLogSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new ActivityLogSource(clients.Arm, clients.Options);

    /// <summary>Its bound is one of subscriptions or groups that the integration names, whatever was resolved: see ActivityScopeTests.</summary>
    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

public sealed class ResourceHealthSourceConformance : AzureSourceConformance
{
    private protected override IEvidenceSource Create(AzureClients clients) => new ResourceHealthSource(clients.Arm, clients.Options);

    protected override EvidenceBatch BeyondItsBounds(CollectionContext context) => Many(context, 16, AzureKinds.Vm);
}
