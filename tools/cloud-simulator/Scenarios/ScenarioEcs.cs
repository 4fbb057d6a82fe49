namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>What Amazon ECS knows in an account.</summary>
public sealed record ScenarioEcs
{
    public required IReadOnlyList<ScenarioEcsCluster> Clusters { get; init; }

    /// <summary>All revisions, of all families.</summary>
    public IReadOnlyList<ScenarioTaskDefinition> TaskDefinitions { get; init; } = [];
}

/// <summary>A cluster and the services in it.</summary>
public sealed record ScenarioEcsCluster
{
    public required string Name { get; init; }

    public IReadOnlyList<ScenarioEcsService> Services { get; init; } = [];
}
