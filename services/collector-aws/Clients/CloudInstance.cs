namespace CauseFlow.CollectorAws.Clients;

/// <summary>An instance as DescribeInstances reports it, as far as it is used; user data is never asked for.</summary>
internal sealed record CloudInstance
{
    public required string Id { get; init; }

    /// <summary>pending, running, shutting-down, terminated, stopping or stopped.</summary>
    public required string State { get; init; }

    /// <summary>Such as <c>User initiated (2026-11-20 11:55:00 GMT)</c>; null when empty.</summary>
    public string? StateTransitionReason { get; init; }

    /// <summary>Such as <c>Client.UserInitiatedShutdown</c>.</summary>
    public string? StateReasonCode { get; init; }

    public string? StateReasonMessage { get; init; }

    public DateTimeOffset? LaunchedAt { get; init; }

    public string? Type { get; init; }

    public string? ImageId { get; init; }

    public string? AvailabilityZone { get; init; }

    public string? Platform { get; init; }

    public string? Architecture { get; init; }

    /// <summary>spot, scheduled or capacity-block; null for on-demand.</summary>
    public string? Lifecycle { get; init; }

    public string? VpcId { get; init; }

    public string? SubnetId { get; init; }

    public string? Tenancy { get; init; }

    /// <summary>enabled for values every minute, disabled for one in five.</summary>
    public string? Monitoring { get; init; }

    public string? InstanceProfile { get; init; }

    public IReadOnlyList<string> SecurityGroups { get; init; } = [];

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>One status check.</summary>
/// <param name="Status">ok, impaired, insufficient-data, initializing or not-applicable.</param>
/// <param name="ImpairedSince">When it began to fail; null while it does not, or where AWS does not tell.</param>
internal sealed record StatusCheck(string Status, DateTimeOffset? ImpairedSince);

/// <summary>An event that AWS has scheduled for an instance.</summary>
internal sealed record ScheduledEvent(
    string Code, string? Description, DateTimeOffset? NotBefore, DateTimeOffset? NotAfter);

/// <summary>What DescribeInstanceStatus reports; a check that was not reported is null.</summary>
internal sealed record CloudInstanceStatus(
    string Id, StatusCheck? System, StatusCheck? Instance, StatusCheck? AttachedEbs,
    IReadOnlyList<ScheduledEvent> Events);
