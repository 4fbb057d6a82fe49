using System.Runtime.InteropServices;

namespace CauseFlow.Collection.Patterns;

/// <summary>
/// Merges the templates of one log that are one statement with different words in it. Templates of equal length are compared: those
/// that differ in one place, or in two, if that place holds enough different words; and those that differ only where both have
/// what looks like a value. The result depends on the templates alone, not on the order in which they came.
/// </summary>
internal static class Consolidation
{
    private const int MaxRounds = 6;

    /// <summary>Templates of one length that are compared each with each.</summary>
    private const int MaxPairwise = 600;

    /// <summary>Look-ups for templates that differ in two places.</summary>
    private const int MaxDoubleHoles = 600_000;

    /// <summary>Templates with wildcards in other places need that many equal words.</summary>
    private const int MinWords = 2;

    public static List<LogCluster> Of(List<LogCluster> clusters)
    {
        var drafts = clusters.OrderBy(cluster => string.Join(' ', cluster.Words), StringComparer.Ordinal)
            .Select(cluster => new TemplateDraft(cluster.Words, [cluster], cluster.IsTrace)).ToList();
        var merged = new List<TemplateDraft>();
        foreach (var same in drafts.GroupBy(draft => (draft.IsTrace, draft.Words.Length)))
        {
            merged.AddRange(same.Key.IsTrace ? same : OfLength([.. same]));
        }

        return [.. AcrossLengths(merged).Select(draft => draft.ToCluster())];
    }

    private static List<TemplateDraft> OfLength(List<TemplateDraft> drafts)
    {
        for (var round = 0; round < MaxRounds && drafts.Count > 1; round++)
        {
            var before = drafts.Count;
            drafts = OneHole(drafts);
            drafts = drafts.Count < before ? drafts : Alike(drafts);
            drafts = drafts.Count < before ? drafts : TwoHoles(drafts);
            if (drafts.Count == before)
            {
                break;
            }
        }

        return drafts;
    }

    private static List<TemplateDraft> OneHole(List<TemplateDraft> drafts)
    {
        var (sets, seen) = (new MergeSets(drafts.Count), new Dictionary<ulong, int>(drafts.Count));
        for (var hole = 0; hole < drafts[0].Words.Length; hole++)
        {
            foreach (var alike in Buckets(drafts, seen, hole, hole).SelectMany(bucket => bucket.Alike(hole, hole)))
            {
                sets.Join(alike);
            }
        }

        return sets.Merge(drafts);
    }

    private static List<TemplateDraft> TwoHoles(List<TemplateDraft> drafts)
    {
        var length = drafts[0].Words.Length;
        var (sets, seen) = (new MergeSets(drafts.Count), new Dictionary<ulong, int>(drafts.Count));
        if (length * (length - 1L) / 2 * drafts.Count > MaxDoubleHoles)
        {
            return drafts;
        }

        for (var one = 0; one < length; one++)
        {
            for (var other = one + 1; other < length; other++)
            {
                foreach (var alike in Buckets(drafts, seen, one, other).SelectMany(bucket => bucket.Alike(one, other)))
                {
                    sets.Join(alike);
                }
            }
        }

        return sets.Merge(drafts);
    }

    private static List<TemplateDraft> Alike(List<TemplateDraft> drafts)
    {
        var sets = new MergeSets(drafts.Count);
        for (var i = 0; i < drafts.Count && drafts.Count <= MaxPairwise; i++)
        {
            for (var j = i + 1; j < drafts.Count; j++)
            {
                if (Variety.DifferInValues(drafts[i].Words, drafts[j].Words))
                {
                    sets.Join(i, j);
                }
            }
        }

        return sets.Merge(drafts);
    }

    /// <summary>The drafts that are equal but for one or two places, two or more of them.</summary>
    private static IEnumerable<HoleBucket> Buckets(List<TemplateDraft> drafts, Dictionary<ulong, int> seen, int one, int other)
    {
        seen.Clear();
        List<HoleBucket>? buckets = null;
        for (var i = 0; i < drafts.Count; i++)
        {
            ref var bucket = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, drafts[i].HashWithout(one, other), out var isKnown);
            if (!isKnown)
            {
                bucket = ~i;
                continue;
            }

            buckets ??= [];
            if (bucket < 0)
            {
                buckets.Add(new HoleBucket(drafts, ~bucket));
                bucket = buckets.Count - 1;
            }

            buckets[bucket].Add(i);
        }

        return buckets ?? Enumerable.Empty<HoleBucket>();
    }

    /// <summary>A value may be missing, or be several words: what else is there decides.</summary>
    private static List<TemplateDraft> AcrossLengths(List<TemplateDraft> drafts)
    {
        var result = new List<TemplateDraft>();
        foreach (var same in drafts.GroupBy(draft => draft.IsTrace || draft.Words.Length == draft.Constants || draft.Constants < MinWords
            ? (object)draft : string.Join(' ', draft.Words.Where(word => word != GenericMasks.Wildcard))))
        {
            result.Add(TemplateDraft.Merge([.. same]));
        }

        return result;
    }
}
