namespace CauseFlow.Demo.Api;

/// <summary>What a diagnosis of the scenario must say.</summary>
internal sealed record ScenarioTruth
{
    /// <summary>ARN of the resource at fault; null if nothing is wrong.</summary>
    public string? Resource { get; init; }

    /// <summary>Cause category in snake_case; null if nothing is wrong.</summary>
    public string? Category { get; init; }

    /// <summary>True: a source whose facts arrive late tells it, so that it is in a later verdict.</summary>
    public bool IsLate { get; init; }
}
