using System.Text.Json.Nodes;
using CauseFlow.Collection.Environments;
using CauseFlow.Collection.Plans;
using CauseFlow.CollectorGcp;
using CauseFlow.CollectorGcp.Clients;
using CauseFlow.CollectorGcp.Resolve;
using CauseFlow.CollectorGcp.Sources;
using CauseFlow.Contracts;

namespace CauseFlow.Collection.Conformance.Gcp;

public sealed class GcpAlarmConformance : GcpSourceConformance
{
    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) => new AlarmSource(new MonitoringClient(http));

    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds) =>
        [base.CreateSources(cloud, attemptTimeoutSeconds)[^1]];

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

public sealed class GcpMetricsConformance : GcpSourceConformance
{
    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) =>
        new MetricsSource(new MonitoringClient(http), new CollectionOptions());

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) =>
        Many(20, i => GcpResources.Service(Project, "europe-west1", $"s{i}"));
}

public sealed class GcpLogsConformance : GcpSourceConformance
{
    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) =>
        new LogsSource(new LoggingClient(http), new CollectionOptions());

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) =>
        Many(21, i => GcpResources.Service(Project, "europe-west1", $"s{i}"));
}

public sealed class GcpRunConformance : GcpSourceConformance
{
    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) =>
        new RunSource(new RunClient(http, new EnvironmentHasher()), new CollectionOptions(), options);

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) =>
        Many(11, i => GcpResources.Service(Project, "europe-west1", $"s{i}"));
}

public sealed class GcpAuditLogConformance : GcpSourceConformance
{
    /// <summary>Entries of an audit log alone, as its filter asks for.</summary>
    protected override FakeCloud CreateCloud() => new()
    {
        Answer = (action, _) => action == "logging.logEntries.list" ? AuditEntries() : GcpAnswers.Of(action),
        ActionOf = GcpAnswers.ActionOf,
    };

    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) => new AuditLogSource(new LoggingClient(http), options);

    private static string AuditEntries()
    {
        var page = JsonNode.Parse(GcpAnswers.Of("logging.logEntries.list"))!;
        var entries = page["entries"]!.AsArray();
        entries.Where(entry => entry!["protoPayload"] is null).ToList().ForEach(entry => entries.Remove(entry));
        return page.ToJsonString();
    }

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

public sealed class GcpComputeConformance : GcpSourceConformance
{
    protected override string ResourceType => "gce_instance";

    protected override IReadOnlyDictionary<string, string> Labels { get; } =
        new Dictionary<string, string> { ["instance_id"] = "123456", ["zone"] = "europe-west1-b", ["project_id"] = Project };

    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) =>
        new ComputeSource(new ComputeClient(http), new CollectionOptions(), options);

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => Many(51, i => GcpResources.Of(new CloudInstance(
        Project, "europe-west1-b", $"vm{i}", $"{i}", "RUNNING", null, null, null, null, null, false, new Dictionary<string, string>())));
}

public sealed class GcpGkeConformance : GcpSourceConformance
{
    protected override string ResourceType => "k8s_container";

    protected override IReadOnlyDictionary<string, string> Labels { get; } =
        new Dictionary<string, string> { ["cluster_name"] = "batch", ["location"] = "europe-west1", ["project_id"] = Project };

    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) => new GkeSource(new ContainerClient(http), options);

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) =>
        Many(6, i => GcpResources.Cluster(Project, "europe-west1", $"c{i}"));
}

/// <summary>Resolving is a source as every other; all its calls are optional.</summary>
public sealed class GcpResolveConformance : GcpSourceConformance
{
    private protected override IEvidenceSource Create(GcpHttp http, CollectorGcpOptions options) => new ResolveSource(
        new RunClient(http, new EnvironmentHasher()), new ComputeClient(http), new ContainerClient(http), new ProjectClient(http),
        new CollectionOptions());

    protected override IReadOnlyList<IReadOnlyList<IEvidenceSource>> CreateSources(FakeCloud cloud, int attemptTimeoutSeconds)
    {
        var all = base.CreateSources(cloud, attemptTimeoutSeconds);
        return [all[0], all[2]];
    }

    protected override CoverageOutcome OutcomeOf(CoverageOutcome row) => CoverageOutcome.Partial;

    protected override EvidenceBatch? BeyondItsBounds(CollectionContext context) => null;
}

public sealed class GcpPlansTests
{
    [Fact]
    public void Every_source_has_a_class_of_the_suite()
    {
        var suites = typeof(GcpSourceConformance).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GcpSourceConformance)) && !type.IsAbstract)
            .Select(type => ((GcpSourceConformance)Activator.CreateInstance(type)!).SourceUnderTest().Plan.Source).ToList();

        suites.ShouldBe(GcpPlans.All.Select(plan => plan.Source).Append("resolve"), ignoreOrder: true);
    }
}
