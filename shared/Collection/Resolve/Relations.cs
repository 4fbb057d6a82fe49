using CauseFlow.Contracts;

namespace CauseFlow.Collection.Resolve;

/// <summary>Makes the relations that resolving finds.</summary>
public static class Relations
{
    /// <param name="context">Gives the ids.</param>
    /// <param name="from">Where it starts.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="type">What it means.</param>
    /// <param name="source">The rule or API that found it.</param>
    public static Relation Of(
        CollectionContext context, ResourceRef from, ResourceRef to, RelationType type, string source) => new()
        {
            EvidenceId = context.Ids.For("relation", from.Id, to.Id, type.ToString()),
            From = from,
            To = to,
            Type = type,
            Source = source,
        };
}
