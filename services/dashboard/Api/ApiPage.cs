namespace CauseFlow.Dashboard.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">Its rows.</param>
/// <param name="Cursor">Where the next page begins; null after the last.</param>
public sealed record ApiPage<T>(IReadOnlyList<T> Items, string? Cursor);
