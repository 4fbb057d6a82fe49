namespace CauseFlow.CloudSimulation.Scenarios;

/// <summary>An Auto Scaling group; its instances are those of the scenario that carry its tag.</summary>
public sealed record ScenarioScalingGroup
{
    public required string Name { get; init; }

    public int MinSize { get; init; } = 1;

    public int MaxSize { get; init; } = 4;

    public int DesiredCapacity { get; init; } = 2;

    public IReadOnlyList<ScenarioScalingActivity> Activities { get; init; } = [];
}

/// <summary>Something that a group did.</summary>
public sealed record ScenarioScalingActivity
{
    /// <summary>Minutes.</summary>
    public required double AtMinute { get; init; }

    /// <summary>Successful, Failed, Cancelled or InProgress.</summary>
    public string Status { get; init; } = "Successful";

    public required string Description { get; init; }

    public required string Cause { get; init; }

    public string? StatusMessage { get; init; }
}
