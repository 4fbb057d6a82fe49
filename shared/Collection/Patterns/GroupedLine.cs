namespace CauseFlow.Collection.Patterns;

/// <summary>Which template a line is of.</summary>
/// <param name="LineId">As it was given.</param>
/// <param name="ClusterId">The same for all lines of one template of one source, and for none else; stable between runs.</param>
/// <param name="Template">What these lines have in common, for people.</param>
public sealed record GroupedLine(string LineId, string ClusterId, string Template);
