namespace CauseFlow.CollectorAws.Sources;

/// <summary>What FilterLogEvents read of a group, and what it left out.</summary>
/// <param name="LinesRead">Events in both windows.</param>
/// <param name="LeftOut">Clauses for people; empty when both windows were read to their ends.</param>
internal sealed record FilteredReading(long LinesRead, IReadOnlyList<string> LeftOut);
