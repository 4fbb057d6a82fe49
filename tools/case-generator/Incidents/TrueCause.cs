namespace CauseFlow.CaseGeneration.Incidents;

/// <summary>A cause as truth.json names it.</summary>
/// <param name="Resource">Id of the resource at fault.</param>
/// <param name="Aliases">Ids and names that are as right.</param>
/// <param name="Category">A word of the closed list.</param>
/// <param name="ChangeId">The change that brought it about; null where none did.</param>
public sealed record TrueCause(string Resource, IReadOnlyList<string> Aliases, string Category, string? ChangeId);
