namespace CauseFlow.Contracts;

/// <summary>What the diagnosis says of one set of evidence.</summary>
public sealed record Verdict
{
    public required VerdictOutcome Outcome { get; init; }
    public required int Revision { get; init; }

    /// <summary>One sentence for the list: the first cause, or why there is none.</summary>
    public required string Summary { get; init; }
    public OnsetInterval? Onset { get; init; }
    public required IReadOnlyList<Cause> Causes { get; init; }
    public required IReadOnlyList<RuledOutHypothesis> RuledOut { get; init; }

    /// <summary>Where no cause is named: what moved most among many resources, best first, none of it believed. Null otherwise.</summary>
    public IReadOnlyList<Cause>? Leads { get; init; }
}
