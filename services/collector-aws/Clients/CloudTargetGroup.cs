namespace CauseFlow.CollectorAws.Clients;

/// <summary>A target group as DescribeTargetGroups reports it.</summary>
internal sealed record CloudTargetGroup
{
    public required string Arn { get; init; }

    public string? Protocol { get; init; }

    public int? Port { get; init; }

    /// <summary>instance, ip, lambda or alb.</summary>
    public string? TargetType { get; init; }

    public string? HealthCheckProtocol { get; init; }

    public string? HealthCheckPort { get; init; }

    public string? HealthCheckPath { get; init; }

    public int? HealthCheckIntervalSeconds { get; init; }

    public int? HealthCheckTimeoutSeconds { get; init; }

    public int? HealthyThreshold { get; init; }

    public int? UnhealthyThreshold { get; init; }

    /// <summary>Codes that count as healthy, such as <c>200-299</c>.</summary>
    public string? Matcher { get; init; }

    public IReadOnlyList<string> LoadBalancerArns { get; init; } = [];
}

/// <summary>A load balancer as DescribeLoadBalancers reports it.</summary>
internal sealed record CloudLoadBalancer
{
    public required string Arn { get; init; }

    /// <summary>active, provisioning, active_impaired or failed.</summary>
    public string? State { get; init; }

    public string? StateReason { get; init; }

    /// <summary>application, network or gateway.</summary>
    public string? Type { get; init; }

    /// <summary>internet-facing or internal.</summary>
    public string? Scheme { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public IReadOnlyList<string> Zones { get; init; } = [];

    public IReadOnlyList<string> SecurityGroups { get; init; } = [];
}

/// <summary>What a target group says of one target.</summary>
/// <param name="Id">Of an instance, an address, or the ARN of a function or load balancer.</param>
/// <param name="Port">Null for a function.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="State">healthy, unhealthy, initial, unused, draining, unavailable or unhealthy.draining.</param>
/// <param name="Reason">Such as <c>Target.Timeout</c>; null while it is healthy.</param>
/// <param name="Description">The same in words.</param>
internal sealed record CloudTarget(string Id, int? Port, string? Zone, string State, string? Reason, string? Description);
