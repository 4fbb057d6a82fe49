namespace CauseFlow.Evaluation.Scoring;

/// <summary>A cause that there was.</summary>
/// <param name="Resources">The names of its resource; empty where only the category is known.</param>
/// <param name="Category">Its category; null where it is not known.</param>
/// <param name="ChangeId">Id of the change that brought it about; null for none.</param>
public sealed record TrueCause(IReadOnlyList<string> Resources, string? Category, string? ChangeId)
{
    public bool Is(ResultCause cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return Resources.Count == 0 ? cause.Category == Category
            : Resources.Contains(cause.Resource, StringComparer.OrdinalIgnoreCase);
    }
}
