using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis;

/// <summary>What the collectors know about which resource belongs to which.</summary>
public sealed class Topology(IReadOnlyList<Relation> relations)
{
    private const int MaxHops = 3;

    /// <summary>The resource that a log group, a version or an alarm speaks of; the resource itself where nothing is known.</summary>
    public ResourceRef OwnerOf(ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        foreach (var relation in relations)
        {
            if (relation.Type is RelationType.LogsTo or RelationType.MeasuredBy
                && ResourceIdentity.Same(relation.To, resource) && !ResourceIdentity.Same(relation.From, resource))
            {
                return relation.From;
            }

            if (relation.Type == RelationType.VersionOf && ResourceIdentity.Same(relation.From, resource)
                && !ResourceIdentity.Same(relation.To, resource))
            {
                return relation.To;
            }
        }

        return resource;
    }

    /// <summary>Edges between two resources, direction ignored; null when there is no path of at most three.</summary>
    public int? Hops(ResourceRef from, ResourceRef to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        List<ResourceRef> reached = [from];
        for (var hops = 0; hops <= MaxHops; hops++)
        {
            if (reached.Exists(resource => ResourceIdentity.Same(resource, to)))
            {
                return hops;
            }

            // Such are places: what is in them, or uses them, side by side does not depend on each other by that.
            var passable = reached.Where(resource => hops == 0 || resource.Kind is not (ResourceKinds.EcsCluster or ResourceKinds.GkeCluster
                or ResourceKinds.SecurityGroup or ResourceKinds.IamRole or ResourceKinds.AutoScalingGroup));
            var next = passable.SelectMany(Neighbours).Where(resource => !reached.Exists(known => ResourceIdentity.Same(known, resource)));
            reached.AddRange(next.ToList());
        }

        return null;
    }

    /// <summary>True when they do the same work side by side.</summary>
    public bool AreSiblings(ResourceRef left, ResourceRef right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var group = Group(left);
        return !ResourceIdentity.Same(left, right) && group.Exists(resource => ResourceIdentity.Same(resource, right));
    }

    /// <summary>A collector relates siblings to the one that it looked at; they are siblings of each other too.</summary>
    private List<ResourceRef> Group(ResourceRef resource)
    {
        List<ResourceRef> group = [resource];
        for (var i = 0; i < group.Count; i++)
        {
            var member = group[i];
            var next = relations.Where(relation => relation.Type == RelationType.SiblingOf)
                .SelectMany(relation => ResourceIdentity.Same(relation.From, member) ? [relation.To]
                    : ResourceIdentity.Same(relation.To, member) ? [relation.From] : Array.Empty<ResourceRef>())
                .Where(found => !group.Exists(known => ResourceIdentity.Same(known, found))).ToList();
            group.AddRange(next);
        }

        return group;
    }

    /// <summary>Siblings are there to compare with: trouble does not travel from one to the other.</summary>
    private IEnumerable<ResourceRef> Neighbours(ResourceRef resource)
    {
        foreach (var relation in relations.Where(relation => relation.Type != RelationType.SiblingOf))
        {
            if (ResourceIdentity.Same(relation.From, resource))
            {
                yield return relation.To;
            }
            else if (ResourceIdentity.Same(relation.To, resource))
            {
                yield return relation.From;
            }
        }
    }
}
