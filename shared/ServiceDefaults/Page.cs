using System.Text.Json.Serialization;

namespace CauseFlow.ServiceDefaults;

/// <summary>One page of a list: <c>{"items":[],"cursor":null,"count":n}</c>.</summary>
/// <param name="Items">The rows of this page.</param>
/// <param name="Cursor">Opaque; null after the last page, and then written as null so that clients need not test for it.</param>
/// <param name="Count">Number of rows in this page.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Cursor,
    int Count)
{
    public Page(IReadOnlyList<T> items, string? cursor = null)
        : this(items, cursor, items?.Count ?? 0)
    {
    }
}
