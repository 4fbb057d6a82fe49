namespace CauseFlow.Collection.Patterns;

/// <summary>Everything that mining found.</summary>
/// <param name="Patterns">The telling templates first, at most the configured number.</param>
/// <param name="LinesRead">Events that were mined.</param>
/// <param name="LinesOutside">Events outside both windows, which were not counted.</param>
/// <param name="PatternsDropped">Templates beyond the number that is reported.</param>
public sealed record LogMiningResult(
    IReadOnlyList<MinedPattern> Patterns, long LinesRead, long LinesOutside, int PatternsDropped);
