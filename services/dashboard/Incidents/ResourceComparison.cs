using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>One resource beside its healthy siblings, attribute by attribute. Pure.</summary>
/// <param name="Subject">The one in trouble, or the only one.</param>
/// <param name="Siblings">Of the same kind and related to it, at most three, the healthy ones first.</param>
/// <param name="Others">More of the family.</param>
/// <param name="Rows">Attributes; those that differ first.</param>
internal sealed record ResourceComparison(
    ResourceState Subject, IReadOnlyList<ResourceState> Siblings, IReadOnlyList<ResourceState> Others,
    IReadOnlyList<ResourceComparison.Row> Rows)
{
    private const int MaxSiblings = 3;
    private const int MaxGroups = 20;

    /// <param name="Attribute">Its name.</param>
    /// <param name="Value">Of the subject; null where it has none.</param>
    /// <param name="Others">Of each sibling.</param>
    public sealed record Row(string Attribute, string? Value, IReadOnlyList<string?> Others)
    {
        public bool Differs => Others.Count > 0 && Others.Any(other => other != Value);
    }

    public static IReadOnlyList<ResourceComparison> Of(FactSheet facts)
    {
        var first = facts.Verdict.Causes.Count > 0 ? facts.Verdict.Causes[0].Resource.Id : null;
        return
        [
            .. facts.States.GroupBy(state => FamilyOf(state, facts.Relations), StringComparer.Ordinal)
                .Select(family => Of([.. family], first))
                .OrderByDescending(one => one.Subject.Resource.Id == first)
                .ThenBy(one => IsWell(one.Subject)).Take(MaxGroups),
        ];
    }

    /// <summary>The worst one of a family beside those that are well; the rest is named.</summary>
    private static ResourceComparison Of(ResourceState[] family, string? first)
    {
        ResourceState[] ordered =
            [.. family.OrderByDescending(state => state.Resource.Id == first).ThenBy(IsWell).ThenBy(state => state.EvidenceId, StringComparer.Ordinal)];
        var subject = ordered[0];
        ResourceState[] siblings = [.. ordered.Skip(1).OrderByDescending(state => state.Status == ResourceStatus.Healthy).Take(MaxSiblings)];
        ResourceState[] others = [.. ordered.Skip(1).Except(siblings)];
        return new(subject, siblings, others, RowsOf(subject, siblings));
    }

    /// <summary>
    /// Resources of one kind that belong to the same one, or that a collector names as siblings, are a family; any other is one of
    /// its own.
    /// </summary>
    private static string FamilyOf(ResourceState state, IReadOnlyList<Relation> relations)
    {
        var id = state.Resource.Id;
        var sibling = relations.Where(relation => relation.Type == RelationType.SiblingOf && (relation.From.Id == id || relation.To.Id == id))
            .SelectMany(relation => new[] { relation.From.Id, relation.To.Id }).Order(StringComparer.Ordinal).FirstOrDefault();
        var parent = relations.Where(relation => relation.From.Id == id && relation.Type is RelationType.PartOf or RelationType.VersionOf)
            .Where(relation => relation.From.Id == id).Select(relation => relation.To.Id).Order(StringComparer.Ordinal).FirstOrDefault();
        return $"{state.Resource.Kind} {sibling ?? parent ?? id}";
    }

    private static bool IsWell(ResourceState state) => state.Status is ResourceStatus.Healthy or ResourceStatus.Unknown;

    private static List<Row> RowsOf(ResourceState subject, ResourceState[] others) =>
    [
        .. subject.Attributes.Keys.Concat(others.SelectMany(other => other.Attributes.Keys)).Distinct(StringComparer.Ordinal)
            .Select(name => new Row(name, subject.Attributes.GetValueOrDefault(name),
                [.. others.Select(other => other.Attributes.GetValueOrDefault(name))]))
            .OrderByDescending(row => row.Differs).ThenBy(row => row.Attribute, StringComparer.Ordinal),
    ];
}
