using System.Text.Json;

namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>One management event of CloudTrail.</summary>
public sealed record ScenarioTrailEvent
{
    /// <summary>Minutes.</summary>
    public required double AtMinute { get; init; }

    /// <summary>Minutes after the event until LookupEvents shows it.</summary>
    public double DelayMinutes { get; init; } = 5;

    /// <summary>Operation, for example RevokeSecurityGroupEgress.</summary>
    public required string Name { get; init; }

    /// <summary>For example ec2.amazonaws.com.</summary>
    public required string Source { get; init; }

    public bool IsReadOnly { get; init; }

    /// <summary>Role that was assumed; null for an IAM user.</summary>
    public string? RoleName { get; init; }

    /// <summary>Name of the role's session, or of the user.</summary>
    public required string UserName { get; init; }

    /// <summary>Code of the refusal; null for a request that was carried out.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>As CloudTrail has them.</summary>
    public JsonElement? RequestParameters { get; init; }

    public IReadOnlyList<ScenarioTrailResource> Resources { get; init; } = [];
}

/// <summary>A resource that CloudTrail lists of an event.</summary>
public sealed record ScenarioTrailResource
{
    /// <summary>For example AWS::EC2::SecurityGroup.</summary>
    public required string Type { get; init; }

    public required string Name { get; init; }
}
