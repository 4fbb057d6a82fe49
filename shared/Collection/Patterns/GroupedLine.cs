namespace CauseFlow.Collection.Patterns;

/// <summary>Which template a line is of.</summary>
/// <param name="LineId">As it was given.</param>
/// <param name="ClusterId">
/// The same for all lines of one template of one source, and of other sources only where the template names its place in the source
/// code: two programs that print the same words are two statements. Stable between runs.
/// </param>
/// <param name="Template">What these lines have in common, for people.</param>
public sealed record GroupedLine(string LineId, string ClusterId, string Template);
