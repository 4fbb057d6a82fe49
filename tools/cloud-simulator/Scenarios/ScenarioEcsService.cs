namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A service as it stands at the time of the alarm; counts are those of its deployments.</summary>
public sealed record ScenarioEcsService
{
    public required string Name { get; init; }

    public required int DesiredCount { get; init; }

    public string LaunchType { get; init; } = "FARGATE";

    /// <summary>Minutes.</summary>
    public double CreatedAtMinute { get; init; } = -60 * 24 * 200;

    public IReadOnlyList<ScenarioEcsTarget> Targets { get; init; } = [];

    /// <summary>Of its tasks' network interfaces.</summary>
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    /// <summary>The primary one first, as ECS lists them.</summary>
    public required IReadOnlyList<ScenarioEcsDeployment> Deployments { get; init; }

    public IReadOnlyList<ScenarioEcsTask> Tasks { get; init; } = [];

    /// <summary>Newest first, as ECS lists them.</summary>
    public IReadOnlyList<ScenarioEcsEvent> Events { get; init; } = [];

    /// <summary>Percent of the desired count that a deployment must keep healthy.</summary>
    public int MinimumHealthyPercent { get; init; } = 100;

    public int MaximumPercent { get; init; } = 200;
}

/// <summary>A container behind a target group.</summary>
/// <param name="TargetGroup">Tail of the target group's ARN: <c>targetgroup/name/id</c>.</param>
/// <param name="Container">Container name.</param>
/// <param name="Port">Container port.</param>
public sealed record ScenarioEcsTarget(string TargetGroup, string Container, int Port);

/// <summary>A deployment of a service.</summary>
public sealed record ScenarioEcsDeployment
{
    /// <summary>For example <c>ecs-svc/1234567890123456789</c>.</summary>
    public required string Id { get; init; }

    /// <summary>PRIMARY or ACTIVE.</summary>
    public required string Status { get; init; }

    /// <summary><c>family:revision</c>.</summary>
    public required string TaskDefinition { get; init; }

    public required double CreatedAtMinute { get; init; }

    public double? UpdatedAtMinute { get; init; }

    public int Desired { get; init; }

    public int Running { get; init; }

    public int Pending { get; init; }

    public int Failed { get; init; }

    /// <summary>IN_PROGRESS, COMPLETED or FAILED.</summary>
    public string RolloutState { get; init; } = "COMPLETED";

    public string RolloutStateReason { get; init; } = "";
}

/// <summary>A message of the service scheduler.</summary>
public sealed record ScenarioEcsEvent(double Minute, string Message);
