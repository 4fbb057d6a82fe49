namespace CauseFlow.Dashboard.Incidents;

/// <summary>Something on the time axis.</summary>
/// <param name="From">When, or the earliest that it may have been.</param>
/// <param name="To">The same, or the latest.</param>
/// <param name="Kind"><c>alarm</c>, <c>ok</c>, <c>onset</c>, <c>change</c>, <c>finding</c> or <c>metric</c>.</param>
/// <param name="Label">One line.</param>
/// <param name="Detail">More about it; null for nothing.</param>
/// <param name="EvidenceId">What it rests on; null where there is no such fact.</param>
internal sealed record AxisEvent(
    DateTimeOffset From, DateTimeOffset To, string Kind, string Label, string? Detail, string? EvidenceId)
{
    /// <summary>Whether a verdict rests on it: such events are shown first where there is not room for all.</summary>
    public bool IsCited { get; init; }
}
