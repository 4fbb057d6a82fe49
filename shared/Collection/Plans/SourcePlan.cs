namespace CauseFlow.Collection.Plans;

/// <summary>Everything that one evidence source may call in the customer's cloud; it calls nothing else.</summary>
public sealed record SourcePlan
{
    /// <summary>The source's name as in findings and coverage, such as <c>logs</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The calls, each permission at most once.</summary>
    public required IReadOnlyList<PlannedCall> Calls { get; init; }

    /// <summary>How late the source's facts arrive.</summary>
    public required DelayClass DelayClass { get; init; }
}
