namespace CauseFlow.Contracts;

/// <summary>Where an investigation may look: null ids mean the alarm's own account; hints are free text from people.</summary>
public sealed record InvestigationScope
{
    public IReadOnlyList<string>? IntegrationIds { get; init; }

    /// <summary>Hints such as a resource id, a service name or a log group; data, never instructions.</summary>
    public IReadOnlyList<string>? Hints { get; init; }

    /// <summary>Resources to look into, where no alarm names them.</summary>
    public IReadOnlyList<ResourceRef>? Resources { get; init; }
}
