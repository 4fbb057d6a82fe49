namespace CauseFlow.Collection.Patterns;

/// <summary>One line of a log as it was written to a file, without its header.</summary>
/// <param name="LineId">Names the line; unique.</param>
/// <param name="Source">The log it stands in. Each is mined on its own.</param>
/// <param name="Content">What the line says.</param>
public sealed record SourceLine(string LineId, string Source, string Content);
