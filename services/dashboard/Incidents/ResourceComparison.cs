using CauseFlow.Contracts;

namespace CauseFlow.Dashboard.Incidents;

/// <summary>One resource beside its healthy siblings, attribute by attribute. Pure.</summary>
/// <param name="Subject">The one in trouble, or the only one.</param>
/// <param name="Siblings">Of the same kind and related to it, at most three, the healthy ones first.</param>
/// <param name="Rows">Attributes; those that differ first.</param>
internal sealed record ResourceComparison(
    ResourceState Subject, IReadOnlyList<ResourceState> Siblings, IReadOnlyList<ResourceComparison.Row> Rows)
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
        var siblings = SiblingsOf(facts);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var groups = new List<ResourceComparison>();
        foreach (var state in facts.States.OrderByDescending(state => state.Resource.Id == first)
            .ThenBy(state => state.Status is ResourceStatus.Healthy or ResourceStatus.Unknown))
        {
            if (groups.Count == MaxGroups || !shown.Add(state.EvidenceId))
            {
                continue;
            }

            ResourceState[] others =
            [
                .. facts.States.Where(other => other.EvidenceId != state.EvidenceId && !shown.Contains(other.EvidenceId)
                        && other.Resource.Kind == state.Resource.Kind
                        && siblings.Contains((state.Resource.Id, other.Resource.Id)))
                    .OrderByDescending(other => other.Status == ResourceStatus.Healthy).Take(MaxSiblings),
            ];
            shown.UnionWith(others.Select(other => other.EvidenceId));
            groups.Add(new(state, others, RowsOf(state, others)));
        }

        return groups;
    }

    private static HashSet<(string, string)> SiblingsOf(FactSheet facts) =>
    [
        .. facts.Relations.Where(relation => relation.Type == RelationType.SiblingOf)
            .SelectMany(relation => new[] { (relation.From.Id, relation.To.Id), (relation.To.Id, relation.From.Id) }),
    ];

    private static List<Row> RowsOf(ResourceState subject, ResourceState[] others) =>
    [
        .. subject.Attributes.Keys.Concat(others.SelectMany(other => other.Attributes.Keys)).Distinct(StringComparer.Ordinal)
            .Select(name => new Row(name, subject.Attributes.GetValueOrDefault(name),
                [.. others.Select(other => other.Attributes.GetValueOrDefault(name))]))
            .OrderByDescending(row => row.Differs).ThenBy(row => row.Attribute, StringComparer.Ordinal),
    ];
}
