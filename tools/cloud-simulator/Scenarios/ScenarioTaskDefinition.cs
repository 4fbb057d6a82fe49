namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>One revision of a task definition.</summary>
public sealed record ScenarioTaskDefinition
{
    public required string Family { get; init; }

    public required int Revision { get; init; }

    public required double RegisteredAtMinute { get; init; }

    /// <summary>CPU units as ECS writes them, a text.</summary>
    public string Cpu { get; init; } = "512";

    /// <summary>MiB as ECS writes them, a text.</summary>
    public string Memory { get; init; } = "1024";

    /// <summary>Name of the role that pulls images and secrets.</summary>
    public string ExecutionRole { get; init; } = "ecsTaskExecutionRole";

    /// <summary>Name of the role that the containers have.</summary>
    public string? TaskRole { get; init; }

    public required IReadOnlyList<ScenarioContainerDefinition> Containers { get; init; }

    public string Name => $"{Family}:{Revision}";
}

/// <summary>A container of a task definition. Environment values are in clear, as AWS sends them.</summary>
public sealed record ScenarioContainerDefinition
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    public int Cpu { get; init; }

    public int? Memory { get; init; }

    public bool Essential { get; init; } = true;

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Name to the ARN of a secret or a parameter.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Shell command of the container's health check; null for none.</summary>
    public string? HealthCheck { get; init; }

    /// <summary>Log group of the awslogs driver; null for another driver.</summary>
    public string? LogGroup { get; init; }

    public string LogStreamPrefix { get; init; } = "app";
}
