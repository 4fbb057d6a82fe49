using CauseFlow.Contracts;

namespace CauseFlow.Diagnosis;

/// <summary>
/// Numbers resources, so that walking a topology of thousands compares numbers and not names. References that share a name or an
/// alias are one resource, as <see cref="ResourceIdentity.Same"/> has it.
/// </summary>
internal sealed class ResourceIndex
{
    private readonly Dictionary<string, int> byKey = new(StringComparer.Ordinal);
    private readonly List<int> parent = [];
    private readonly List<ResourceRef> first = [];

    /// <param name="resources">Every reference of a case, in an order that does not depend on their arrival.</param>
    public ResourceIndex(IEnumerable<ResourceRef> resources)
    {
        foreach (var resource in resources)
        {
            Add(resource);
        }
    }

    /// <summary>Numbers run from 0 to this; some of them stand for none, where two turned out to be one.</summary>
    public int Count => parent.Count;

    /// <summary>The number of a resource; −1 for one that the case does not hold.</summary>
    public int Of(ResourceRef resource)
    {
        foreach (var key in ResourceIdentity.Keys(resource))
        {
            if (byKey.TryGetValue(key, out var number))
            {
                return Root(number);
            }
        }

        return -1;
    }

    /// <summary>The reference that was seen first.</summary>
    public ResourceRef this[int number] => first[Root(number)];

    private void Add(ResourceRef resource)
    {
        int? known = null;
        List<string> unknown = [];
        foreach (var key in ResourceIdentity.Keys(resource))
        {
            if (!byKey.TryGetValue(key, out var number))
            {
                unknown.Add(key);
            }
            else if (known is null)
            {
                known = Root(number);
            }
            else if (Root(number) != known)
            {
                var (low, high) = (Math.Min(known.Value, Root(number)), Math.Max(known.Value, Root(number)));
                parent[high] = low;
                known = low;
            }
        }

        if (known is null)
        {
            known = parent.Count;
            parent.Add(known.Value);
            first.Add(resource);
        }

        foreach (var key in unknown)
        {
            byKey[key] = known.Value;
        }
    }

    private int Root(int number)
    {
        while (parent[number] != number)
        {
            number = parent[number];
        }

        return number;
    }
}
