namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>What a diagnosis must say. It is written beside the cases and never into one.</summary>
public sealed record CaseTruth
{
    /// <summary>All that were at work; empty where nothing is wrong or where nothing can be known.</summary>
    public required IReadOnlyList<TrueCause> Causes { get; init; }

    /// <summary>When the alarm's metric left its band; null where it did not.</summary>
    public DateTimeOffset? Onset { get; init; }

    /// <summary>True: no incident. With a cause it is the alarm's own fault, and either verdict is right.</summary>
    public required bool Healthy { get; init; }

    /// <summary>Ids of resources and changes that look guilty and are not.</summary>
    public required IReadOnlyList<string> Forbidden { get; init; }

    /// <summary>Name of the family.</summary>
    public required string Family { get; init; }

    /// <summary>aws, azure or gcp.</summary>
    public required string Provider { get; init; }

    public required string Shape { get; init; }

    /// <summary>Names of what was laid to mislead.</summary>
    public required IReadOnlyList<string> Decoys { get; init; }

    /// <summary>True: rules must not be developed on this family.</summary>
    public required bool HeldOut { get; init; }

    public required int Seed { get; init; }
}
