namespace CauseFlow.CollectorAws.Clients;

/// <summary>A task as DescribeTasks reports it.</summary>
internal sealed record EcsTaskDescription
{
    public required string Arn { get; init; }

    public required string TaskDefinition { get; init; }

    public string? LastStatus { get; init; }

    public string? DesiredStatus { get; init; }

    public string? HealthStatus { get; init; }

    /// <summary>Id of the deployment that started it.</summary>
    public string? StartedBy { get; init; }

    public string? LaunchType { get; init; }

    public string? AvailabilityZone { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public string? StopCode { get; init; }

    public string? StoppedReason { get; init; }

    public IReadOnlyList<EcsContainer> Containers { get; init; } = [];

    public bool IsStopped => LastStatus == "STOPPED";

    /// <summary>The last part of the ARN.</summary>
    public string Id => Arn[(Arn.LastIndexOf('/') + 1)..];
}

/// <summary>A container of a task.</summary>
internal sealed record EcsContainer(string Name, int? ExitCode, string? Reason, string? HealthStatus);
