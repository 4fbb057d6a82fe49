namespace CauseFlow.CollectorAws.Clients;

/// <summary>An Auto Scaling group as DescribeAutoScalingGroups reports it; launch templates are not read.</summary>
internal sealed record CloudScalingGroup
{
    public required string Name { get; init; }

    public int? Minimum { get; init; }

    public int? Maximum { get; init; }

    public int? Desired { get; init; }

    /// <summary>EC2 or ELB: whose word says that an instance is to be replaced.</summary>
    public string? HealthCheckType { get; init; }

    /// <summary>Such as <c>Launch</c>: what the group does not do until somebody resumes it.</summary>
    public IReadOnlyList<string> SuspendedProcesses { get; init; } = [];

    public IReadOnlyList<string> Zones { get; init; } = [];

    public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

    public IReadOnlyList<ScalingInstance> Instances { get; init; } = [];
}

/// <summary>An instance of a group.</summary>
/// <param name="Id">Id.</param>
/// <param name="Lifecycle">Such as <c>InService</c>, <c>Pending</c> or <c>Terminating</c>.</param>
/// <param name="Health">Healthy or Unhealthy.</param>
internal sealed record ScalingInstance(string Id, string Lifecycle, string Health);

/// <summary>Something that a group did.</summary>
internal sealed record ScalingActivity
{
    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Such as <c>Successful</c>, <c>Failed</c>, <c>Cancelled</c> or <c>InProgress</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Such as <c>Launching a new EC2 instance: i-0123456789abcdef0</c>.</summary>
    public string? Description { get; init; }

    /// <summary>Why the group began it.</summary>
    public string? Cause { get; init; }

    /// <summary>Why it failed.</summary>
    public string? StatusMessage { get; init; }
}
