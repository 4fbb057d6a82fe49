namespace CauseFlow.CollectorAws.Clients;

/// <summary>A service as DescribeServices reports it.</summary>
internal sealed record EcsServiceDescription
{
    public required string Name { get; init; }

    public string? Status { get; init; }

    public int? DesiredCount { get; init; }

    public int? RunningCount { get; init; }

    public int? PendingCount { get; init; }

    public string? LaunchType { get; init; }

    public int? MinimumHealthyPercent { get; init; }

    public int? MaximumPercent { get; init; }

    /// <summary>Null for a service whose deployments are made of task sets.</summary>
    public string? TaskDefinition { get; init; }

    public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

    /// <summary>Of tasks that have a network interface of their own; empty for others.</summary>
    public IReadOnlyList<string> SecurityGroups { get; init; } = [];

    /// <summary>The primary one, and those that it is replacing.</summary>
    public IReadOnlyList<EcsDeployment> Deployments { get; init; } = [];

    /// <summary>At most 100, newest first.</summary>
    public IReadOnlyList<EcsEvent> Events { get; init; } = [];
}

/// <summary>A deployment of a service.</summary>
internal sealed record EcsDeployment
{
    public required string Id { get; init; }

    /// <summary>PRIMARY, ACTIVE or INACTIVE.</summary>
    public required string Status { get; init; }

    public required string TaskDefinition { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public int? DesiredCount { get; init; }

    public int? RunningCount { get; init; }

    public int? PendingCount { get; init; }

    public int? FailedTasks { get; init; }

    /// <summary>IN_PROGRESS, COMPLETED or FAILED; null for other deployment controllers.</summary>
    public string? RolloutState { get; init; }

    public string? RolloutStateReason { get; init; }
}

/// <summary>A message of the service scheduler.</summary>
internal sealed record EcsEvent(DateTimeOffset At, string Message);
