using CauseFlow.Contracts;
using CauseFlow.Diagnosis.Suspects;

namespace CauseFlow.Diagnosis.Rules;

/// <summary>A possible cause before ranking. Scores are log-odds: 0 is even, and independent reasons add.</summary>
public sealed record Hypothesis
{
    public required ResourceRef Resource { get; init; }
    public required CauseCategory Category { get; init; }

    /// <summary>The rule that speaks, a stable snake_case word.</summary>
    public required string Signal { get; init; }
    public required string Summary { get; init; }
    public required double Score { get; init; }

    /// <summary>Clauses that speak for it, each with numbers and evidence ids.</summary>
    public required IReadOnlyList<string> For { get; init; }

    /// <summary>Clauses that speak against it.</summary>
    public IReadOnlyList<string> Against { get; init; } = [];
    public required IReadOnlyList<string> Supporting { get; init; }
    public IReadOnlyList<string> Refuting { get; init; } = [];
    public string? ChangeId { get; init; }

    /// <summary>Evidence ids of the symptoms that this hypothesis explains; another one made of them is its consequence.</summary>
    public IReadOnlyList<string> Explains { get; init; } = [];

    /// <summary>False for a change that only happened to be near and explains no symptom.</summary>
    public bool HasMechanism { get; init; } = true;

    /// <summary>What the statistics say, where this hypothesis is theirs.</summary>
    internal Suspect? Suspect { get; init; }
}
