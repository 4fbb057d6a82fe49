namespace CauseFlow.Collection.Patterns;

/// <summary>Templates that are taken to be one statement so far.</summary>
internal sealed class TemplateDraft
{
    private readonly List<LogCluster> _members;
    private readonly ulong[] _hashes;
    private readonly ulong _hash;

    public TemplateDraft(string[] words, List<LogCluster> members, bool isTrace)
    {
        (Words, _members, IsTrace) = (words, members, isTrace);
        _hashes = new ulong[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            _hashes[i] = Mix(words[i], i);
            _hash += _hashes[i];
        }

        Constants = words.Count(word => word != GenericMasks.Wildcard);
    }

    public string[] Words { get; }

    public bool IsTrace { get; }

    /// <summary>Words that are no wildcard.</summary>
    public int Constants { get; }

    /// <summary>Equal for drafts that are equal in all other places.</summary>
    public ulong HashWithout(int one, int other) => _hash - _hashes[one] - (one == other ? 0 : _hashes[other]);

    /// <summary>One draft of several: wildcards where they differ; the first one's words if they differ in length.</summary>
    public static TemplateDraft Merge(IReadOnlyList<TemplateDraft> drafts)
    {
        if (drafts.Count == 1)
        {
            return drafts[0];
        }

        var words = drafts[0].Words.ToArray();
        foreach (var draft in drafts.Where(draft => draft.Words.Length == words.Length))
        {
            for (var i = 0; i < words.Length; i++)
            {
                words[i] = words[i] == draft.Words[i] ? words[i] : GenericMasks.Wildcard;
            }
        }

        return new TemplateDraft(words, [.. drafts.SelectMany(draft => draft._members)], drafts[0].IsTrace);
    }

    public LogCluster ToCluster()
    {
        var cluster = LogCluster.Merge(_members);
        cluster.Words = Words;
        return cluster;
    }

    private static ulong Mix(string word, int position)
    {
        var hash = (14695981039346656037UL ^ (ulong)position) * 1099511628211UL;
        foreach (var c in word)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }
}
