using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis;

/// <summary>What the collectors know about which resource belongs to which.</summary>
public sealed class Topology
{
    private const int MaxHops = 3;
    private readonly ResourceIndex index;
    private readonly Dictionary<int, ResourceRef> owners = [];
    private readonly List<int>[] neighbours;
    private readonly List<int>[] siblings;
    private readonly List<int>[] needs;
    private readonly List<int>[] parts;
    private readonly Dictionary<int, int[]> reached = [];

    /// <param name="relations">Relations in a fixed order.</param>
    public Topology(IReadOnlyList<Relation> relations)
        : this(relations, [])
    {
    }

    /// <param name="relations">Relations in a fixed order.</param>
    /// <param name="resources">Resources besides those that the relations name, in a fixed order.</param>
    public Topology(IReadOnlyList<Relation> relations, IEnumerable<ResourceRef> resources)
    {
        index = new ResourceIndex(resources.Concat(relations.SelectMany(relation => new[] { relation.From, relation.To })));
        neighbours = Lists();
        siblings = Lists();
        needs = Lists();
        parts = Lists();
        foreach (var relation in relations)
        {
            Add(relation, index.Of(relation.From), index.Of(relation.To));
        }

        NameLogGroups();
        Array.ForEach(needs, list => list.Sort());
    }

    /// <summary>Numbers of resources run from 0 to this.</summary>
    internal int Count => index.Count;

    /// <summary>The resource that a log group, a version or an alarm speaks of; the resource itself where nothing is known.</summary>
    public ResourceRef OwnerOf(ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return owners.GetValueOrDefault(index.Of(resource), resource);
    }

    /// <summary>The number of the resource that a reference speaks of; −1 for one that no relation and no fact names.</summary>
    internal int NumberOf(ResourceRef resource) => index.Of(OwnerOf(resource));

    internal ResourceRef this[int number] => index[number];

    /// <summary>
    /// What a resource needs to do its work: what it calls, what calls of it are passed to, what it runs on, the parts that it is
    /// made of. Its trouble may come from any of them.
    /// </summary>
    internal IReadOnlyList<int> NeedsOf(int number) => needs[number];

    /// <summary>What it is made of.</summary>
    internal IReadOnlyList<int> PartsOf(int number) => parts[number];

    /// <summary>What does the same work beside it.</summary>
    internal IReadOnlyList<int> SiblingsOf(int number) => Group(number);

    /// <summary>Edges between two resources, direction ignored; null when there is no path of at most three.</summary>
    public int? Hops(ResourceRef from, ResourceRef to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var (start, end) = (index.Of(from), index.Of(to));
        if (start < 0 || end < 0)
        {
            return ResourceIdentity.Same(from, to) ? 0 : null;
        }

        if (!reached.TryGetValue(start, out var hops))
        {
            reached[start] = hops = Walk(start);
        }

        return hops[end] < 0 ? null : hops[end];
    }

    /// <summary>True when they do the same work side by side.</summary>
    public bool AreSiblings(ResourceRef left, ResourceRef right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var (from, to) = (index.Of(left), index.Of(right));
        return from >= 0 && from != to && Group(from).Contains(to);
    }

    private List<int>[] Lists() => [.. Enumerable.Range(0, index.Count).Select(_ => new List<int>())];

    private void Add(Relation relation, int from, int to)
    {
        if (from == to)
        {
            return;
        }

        if (relation.Type is RelationType.LogsTo or RelationType.MeasuredBy)
        {
            owners.TryAdd(to, relation.From);
        }
        else if (relation.Type == RelationType.VersionOf)
        {
            owners.TryAdd(from, relation.To);
        }

        var (left, right) = relation.Type == RelationType.SiblingOf ? (siblings, siblings) : (neighbours, neighbours);
        left[from].Add(to);
        right[to].Add(from);
        if (relation.Type is RelationType.RoutesTo or RelationType.Triggers or RelationType.RunsOn)
        {
            Need(from, to);
        }
        else if (relation.Type == RelationType.PartOf)
        {
            Need(to, from);
            parts[to].Add(from);
        }
    }

    /// <summary>A log group that nothing relates is that of the one resource by whose name it ends, as the clouds name them.</summary>
    private void NameLogGroups()
    {
        var byName = Enumerable.Range(0, Count).Select(number => index[number]).Where(resource => resource.Kind != ResourceKinds.LogGroup)
            .DistinctBy(index.Of).ToLookup(resource => resource.Name, StringComparer.Ordinal);
        for (var number = 0; number < Count; number++)
        {
            var group = index[number];
            if (group.Kind == ResourceKinds.LogGroup && !owners.ContainsKey(number)
                && byName[group.Name[(group.Name.LastIndexOf('/') + 1)..]].ToList() is [var owner])
            {
                owners[number] = owner;
            }
        }
    }

    private void Need(int from, int to)
    {
        if (!needs[from].Contains(to))
        {
            needs[from].Add(to);
        }
    }

    /// <summary>Siblings are there to compare with: trouble does not travel from one to the other.</summary>
    private int[] Walk(int start)
    {
        var hops = new int[index.Count];
        Array.Fill(hops, -1);
        hops[start] = 0;
        List<int> edge = [start];
        for (var hop = 1; hop <= MaxHops && edge.Count > 0; hop++)
        {
            var next = new List<int>();
            foreach (var number in edge.Where(number => number == start || !IsPlace(index[number].Kind)))
            {
                foreach (var neighbour in neighbours[number].Where(neighbour => hops[neighbour] < 0))
                {
                    hops[neighbour] = hop;
                    next.Add(neighbour);
                }
            }

            edge = next;
        }

        return hops;
    }

    /// <summary>What is in such a place, or uses it, side by side does not depend on each other by that.</summary>
    private static bool IsPlace(string kind) => kind is ResourceKinds.EcsCluster or ResourceKinds.GkeCluster
        or ResourceKinds.SecurityGroup or ResourceKinds.IamRole or ResourceKinds.AutoScalingGroup;

    /// <summary>A collector relates siblings to the one that it looked at; they are siblings of each other too.</summary>
    private List<int> Group(int start)
    {
        List<int> group = [start];
        HashSet<int> seen = [start];
        for (var i = 0; i < group.Count; i++)
        {
            group.AddRange(siblings[group[i]].Where(seen.Add));
        }

        group.RemoveAt(0);
        return group;
    }
}
