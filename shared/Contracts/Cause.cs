namespace CauseFlow.Contracts;

/// <summary>One ranked hypothesis.</summary>
public sealed record Cause
{
    /// <summary>From 1.</summary>
    public required int Rank { get; init; }
    public required ResourceRef Resource { get; init; }
    public required CauseCategory Category { get; init; }

    /// <summary>The rule that speaks, a stable snake_case word.</summary>
    public required string Signal { get; init; }

    /// <summary>One sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>A paragraph that names evidence ids, what speaks against it and what was not looked at.</summary>
    public required string Explanation { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Confidence { get; init; }
    public required IReadOnlyList<string> Supporting { get; init; }
    public required IReadOnlyList<string> Refuting { get; init; }

    /// <summary>Evidence id of the change that is blamed, if one is.</summary>
    public string? ChangeId { get; init; }

    /// <summary>What to do next; steps only read.</summary>
    public required IReadOnlyList<string> NextSteps { get; init; }
}
