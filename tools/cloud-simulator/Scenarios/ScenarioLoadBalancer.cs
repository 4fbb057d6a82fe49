namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>An application or network load balancer with its target groups.</summary>
public sealed record ScenarioLoadBalancer
{
    public required string Name { get; init; }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>app or net.</summary>
    public string Type { get; init; } = "app";

    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    public IReadOnlyList<ScenarioTargetGroup> TargetGroups { get; init; } = [];

    /// <summary>As CloudWatch's dimension has it.</summary>
    public string Dimension => $"{Type}/{Name}/{Id}";
}

/// <summary>A target group and its targets.</summary>
public sealed record ScenarioTargetGroup
{
    public required string Name { get; init; }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>instance, ip or lambda.</summary>
    public string TargetType { get; init; } = "instance";

    public int Port { get; init; } = 80;

    public string HealthCheckPath { get; init; } = "/health";

    public IReadOnlyList<ScenarioTarget> Targets { get; init; } = [];

    /// <summary>As CloudWatch's dimension has it.</summary>
    public string Dimension => $"targetgroup/{Name}/{Id}";
}

/// <summary>A target; the default is healthy.</summary>
public sealed record ScenarioTarget
{
    public required string Id { get; init; }

    /// <summary>In order of their minutes.</summary>
    public IReadOnlyList<ScenarioTargetHealth> Health { get; init; } = [new ScenarioTargetHealth()];
}

/// <summary>What the load balancer says of a target from a minute on.</summary>
public sealed record ScenarioTargetHealth
{
    /// <summary>Minutes; null means since ever.</summary>
    public double? FromMinute { get; init; }

    public string State { get; init; } = "healthy";

    /// <summary>For example Target.Timeout.</summary>
    public string? Reason { get; init; }

    public string? Description { get; init; }
}
