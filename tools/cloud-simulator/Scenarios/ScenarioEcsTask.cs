namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>A task. It is listed as stopped from the minute of its stop on, and for an hour, as ECS keeps it.</summary>
public sealed record ScenarioEcsTask
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the deployment that started it.</summary>
    public required string Deployment { get; init; }

    public required string TaskDefinition { get; init; }

    public required double CreatedAtMinute { get; init; }

    /// <summary>Null for a task that never got as far as running.</summary>
    public double? StartedAtMinute { get; init; }

    public double? StoppedAtMinute { get; init; }

    /// <summary>For example EssentialContainerExited, TaskFailedToStart, ServiceSchedulerInitiated.</summary>
    public string? StopCode { get; init; }

    public string? StoppedReason { get; init; }

    /// <summary>HEALTHY, UNHEALTHY or UNKNOWN.</summary>
    public string HealthStatus { get; init; } = "HEALTHY";

    public string AvailabilityZone { get; init; } = "us-east-1a";

    public required IReadOnlyList<ScenarioEcsContainer> Containers { get; init; }
}

/// <summary>A container of a task.</summary>
public sealed record ScenarioEcsContainer
{
    public required string Name { get; init; }

    /// <summary>Set once it has exited.</summary>
    public int? ExitCode { get; init; }

    /// <summary>For example <c>OutOfMemoryError: Container killed due to memory usage</c>.</summary>
    public string? Reason { get; init; }
}
