using CauseFlow.CloudSimulation.Aws;
using CauseFlow.CloudSimulation.Scenarios;

namespace CauseFlow.CloudSimulation.Ecs;

/// <summary>Names and ARNs of ECS; callers may give either.</summary>
internal sealed class EcsNames(LoadedScenario scenario)
{
    private const string DefaultCluster = "default";

    private ScenarioEcs? Data => scenario.Data.Ecs;

    public IEnumerable<ScenarioEcsCluster> Clusters(string region) =>
        region == scenario.Data.Region ? Data?.Clusters ?? [] : [];

    public ScenarioEcsCluster Cluster(string? nameOrArn, string region) =>
        Clusters(region).FirstOrDefault(cluster => cluster.Name == Tail(nameOrArn ?? DefaultCluster))
        ?? throw new AwsException("ClusterNotFoundException", "Cluster not found.");

    public static ScenarioEcsService? Service(ScenarioEcsCluster cluster, string nameOrArn) =>
        cluster.Services.FirstOrDefault(service => service.Name == Tail(nameOrArn));

    public string ClusterArn(ScenarioEcsCluster cluster) => ClusterArnOf(cluster.Name, scenario.Data.Region);

    public string ServiceArn(ScenarioEcsCluster cluster, ScenarioEcsService service) =>
        ServiceArnOf(cluster.Name, service.Name, scenario.Data.Region);

    public string TaskArn(ScenarioEcsCluster cluster, ScenarioEcsTask task) =>
        TaskArnOf(cluster.Name, task.Id, scenario.Data.Region);

    public string TaskDefinitionArn(string familyAndRevision) => Arn(scenario.Data.Region, $"task-definition/{familyAndRevision}");

    public string ClusterArnOf(string? cluster, string region) => Arn(region, $"cluster/{Tail(cluster ?? DefaultCluster)}");

    public string ServiceArnOf(string? cluster, string service, string region) =>
        Arn(region, $"service/{Tail(cluster ?? DefaultCluster)}/{Tail(service)}");

    public string TaskArnOf(string? cluster, string task, string region) =>
        Arn(region, $"task/{Tail(cluster ?? DefaultCluster)}/{Tail(task)}");

    private string Arn(string region, string path) => $"arn:aws:ecs:{region}:{scenario.Data.Account}:{path}";

    private static string Tail(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}
